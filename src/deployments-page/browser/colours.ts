/** The colours of the theme as a canvas takes them. */
export interface Colours {
  readonly text: string;
  readonly line: string;
  readonly deploy: string;
  readonly rollback: string;
  readonly failed: string;
  readonly healthy: string;
}

/** Reads the colours from an element painted with each in turn, because a custom property only returns its source text. */
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
