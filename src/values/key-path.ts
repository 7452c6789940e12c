import { UserError } from '../errors.ts';

/**
 * Selects the item of a sequence, or the document of a file, by fields with these values. The `name` of a document is
 * that of its metadata.
 */
export interface Selector {
  readonly where: readonly (readonly [field: string, value: string])[];
}

export type Step = string | number | Selector;

/**
 * The steps to a value: strings for keys of mappings; numbers and selectors for items of sequences, and at the start for
 * documents of a file. A step below a string goes into the YAML text that the string contains.
 */
export type KeyPath = readonly Step[];

const STEP = /"((?:[^"\\]|\\.)*)"|\[(\d+)\]|\[((?:[^\][="]|"(?:[^"\\]|\\.)*")+=[^\][]*)\]|([^.[\]"]+)/y;
const CONDITION = /\s*([^\s,="]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^,"]*[^\s,"]))\s*(?:,|$)/y;

/**
 * Reads `images.airflow.tag`, `containers[0].image`, `images[name=airflow].newTag`, `[kind=HelmRelease,name=airflow].spec`
 * or `"a.b".tag`.
 * @throws UserError `invalid-key-path`
 */
export function parseKeyPath(text: string): KeyPath {
  const path: Step[] = [];
  let at = 0;
  while (at < text.length) {
    if (path.length > 0 && text[at] === '.') at += 1;
    else if (path.length > 0 && text[at] !== '[') throw malformed(text, at);
    STEP.lastIndex = at;
    const step = STEP.exec(text);
    if (step === null) throw malformed(text, at);
    path.push(readStep(text, step));
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
      if (typeof step === 'object') return formatSelector(step);
      const key = /^[^.[\]"]+$/.test(step) ? step : JSON.stringify(step);
      return index === 0 ? key : `.${key}`;
    })
    .join('');
}

/** Returns the key path that begins with another one. */
export function joinKeyPaths(prefix: string, key: string): string {
  return prefix === '' ? key : formatKeyPath([...parseKeyPath(prefix), ...parseKeyPath(key)]);
}

/** Formats a selector as `parseKeyPath` reads it. */
export function formatSelector({ where }: Selector): string {
  const conditions = where.map(
    ([field, value]) => `${field}=${/^[^\s,="[\]]+$/.test(value) ? value : JSON.stringify(value)}`,
  );
  return `[${conditions.join(',')}]`;
}

function readStep(text: string, { 1: quoted, 2: position, 3: selector, 4: plain, index }: RegExpExecArray): Step {
  if (position !== undefined) return Number(position);
  if (selector !== undefined) return { where: readConditions(text, selector, index + 1) };
  return quoted === undefined ? String(plain) : unquote(quoted);
}

function readConditions(text: string, selector: string, start: number): Selector['where'] {
  const where: [string, string][] = [];
  CONDITION.lastIndex = 0;
  let at = 0;
  while (at < selector.length) {
    CONDITION.lastIndex = at;
    const found = CONDITION.exec(selector);
    if (found === null) throw malformed(text, start + at);
    const [, field = '', quoted, plain = ''] = found;
    where.push([field, quoted === undefined ? plain : unquote(quoted)]);
    at = CONDITION.lastIndex;
  }
  return where;
}

function unquote(quoted: string): string {
  return quoted.replace(/\\(.)/g, '$1');
}

function malformed(text: string, at: number): UserError {
  return new UserError(
    'invalid-key-path',
    `The key path ${JSON.stringify(text)} is invalid at character ${at + 1}.`,
    'Write keys with dots between them (images.airflow.tag), positions or names of items in brackets (containers[0].image, images[name=airflow].newTag), kind and name of a document first ([kind=HelmRelease,name=airflow].spec), and keys that contain dots in double quotes ("a.b".tag).',
  );
}
