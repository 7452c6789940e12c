import { UserError } from '../errors.ts';

/** The steps to a value: strings for keys of mappings, numbers for positions in sequences. */
export type KeyPath = readonly (string | number)[];

const STEP = /"((?:[^"\\]|\\.)*)"|\[(\d+)\]|([^.[\]"]+)/y;

/**
 * Reads `images.airflow.tag`, `containers[0].image` or `"a.b".tag`.
 * @throws UserError `invalid-key-path`
 */
export function parseKeyPath(text: string): KeyPath {
  const path: (string | number)[] = [];
  let at = 0;
  while (at < text.length) {
    if (path.length > 0 && text[at] === '.') at += 1;
    else if (path.length > 0 && text[at] !== '[') throw malformed(text, at);
    STEP.lastIndex = at;
    const step = STEP.exec(text);
    if (step === null) throw malformed(text, at);
    path.push(readStep(step));
    at = STEP.lastIndex;
  }
  if (path.length === 0) throw malformed(text, 0);
  return path;
}

/** Formats a path as `parseKeyPath` reads it; empty for a path without steps. */
export function formatKeyPath(path: KeyPath): string {
  return path
    .map((step, index) => {
      if (typeof step === 'number') return `[${step}]`;
      const key = /^[^.[\]"]+$/.test(step) ? step : JSON.stringify(step);
      return index === 0 ? key : `.${key}`;
    })
    .join('');
}

function readStep([, quoted, position, plain]: RegExpExecArray): string | number {
  if (position !== undefined) return Number(position);
  return quoted === undefined ? String(plain) : quoted.replace(/\\(.)/g, '$1');
}

function malformed(text: string, at: number): UserError {
  return new UserError(
    'invalid-key-path',
    `The key path ${JSON.stringify(text)} is invalid at character ${at + 1}.`,
    'Write keys with dots between them (images.airflow.tag), positions in brackets (containers[0].image), and keys that contain dots in double quotes ("a.b".tag).',
  );
}
