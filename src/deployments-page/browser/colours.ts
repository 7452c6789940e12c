/** The colours of the theme as a canvas takes them. */
export interface Colours {
  readonly text: string;
  readonly line: string;
  readonly deploy: string;
  readonly rollback: string;
  readonly failed: string;
  readonly healthy: string;
}

/** Reads them from an element that is painted with each in turn: a custom property itself tells only how it is written. */
export function readColours(): Colours {
  const probe = document.createElement('span');
  document.body.append(probe);
  const read = (name: string) => {
    probe.style.color = `var(--${name})`;
    return getComputedStyle(probe).color;
  };
  const colours = {
    text: read('quiet'),
    line: read('line'),
    deploy: read('deploy'),
    rollback: read('rollback'),
    failed: read('failed'),
    healthy: read('healthy'),
  };
  probe.remove();
  return colours;
}
