import { isMap, isScalar, isSeq, parseDocument } from 'yaml';
import { UserError } from '../errors.ts';
import type { Part } from '../image-reference.ts';
import type { Edit } from './edit.ts';
import { parseKeyPath } from './key-path.ts';

/** One entry of the input `edits`: a further value that is set with the tag. */
export interface FileEdit {
  /** From the root of the GitOps repository; `undefined`: the values file. */
  readonly file: string | undefined;
  readonly key: string;
  /** The whole value, with placeholders; or the part of an image reference that is set to this deployment's. */
  readonly set: { readonly value: string } | { readonly part: Part };
}

export interface DeployedParts {
  readonly image: string;
  readonly tag: string;
  readonly digest: string;
}

const KEYS = ['file', 'key', 'value', 'part'];
const PARTS: readonly string[] = ['repository', 'tag', 'digest'] satisfies Part[];
const PLACEHOLDER = /\{(\w+)\}/g;

/**
 * Reads the input `edits`, a YAML list of `{file, key, value}` or `{file, key, part}`.
 * @throws UserError `input-edits` for any other text, `invalid-key-path`
 */
export function parseEdits(text: string): FileEdit[] {
  const document = parseDocument(text, { prettyErrors: false });
  const [error] = document.errors;
  if (error !== undefined) throw malformed(`it is not YAML: ${error.message.replace(/\.$/, '')}`);
  if (!isSeq(document.contents)) throw malformed('it is not a list');
  return document.contents.items.map((item, index) => readEdit(item, `its entry ${index + 1}`));
}

function readEdit(item: unknown, where: string): FileEdit {
  if (!isMap(item)) throw malformed(`${where} is not a mapping`);
  const entries = item.items.map(({ key, value }): [string, string] => {
    const name = String(isScalar(key) ? key.value : key);
    if (!KEYS.includes(name)) throw malformed(`${where} has the unknown key ${JSON.stringify(name)}`);
    if (!isScalar(value) || value.value === null) throw malformed(`${name} of ${where} is not a string`);
    return [name, typeof value.value === 'string' ? value.value : (value.source ?? String(value.value))];
  });
  const { file, key, value, part } = Object.fromEntries(entries) as Partial<Record<string, string>>;
  if (key === undefined) throw malformed(`${where} has no key`);
  parseKeyPath(key);
  const path = file?.replace(/^\.?\//, '');
  if ((value === undefined) === (part === undefined)) throw malformed(`${where} needs either value or part`);
  if (value !== undefined) return { file: path, key, set: { value: checkPlaceholders(value, where) } };
  if (!PARTS.includes(part ?? '')) throw malformed(`part of ${where} is ${JSON.stringify(part)}`);
  return { file: path, key, set: { part: part as Part } };
}

function checkPlaceholders(value: string, where: string): string {
  const unknown = [...value.matchAll(PLACEHOLDER)].find(([, name]) => !['image', 'tag', 'digest'].includes(name ?? ''));
  if (unknown !== undefined) throw malformed(`value of ${where} has the unknown placeholder ${unknown[0]}`);
  return value;
}

/** Returns the edit of an entry for the deployed image. */
export function fillEdit({ key, set }: FileEdit, { image, tag, digest }: DeployedParts): Edit {
  const parts = { image, repository: image, tag, digest };
  if ('part' in set) return { path: key, part: set.part, value: parts[set.part] };
  const value = set.value.replace(PLACEHOLDER, (_, name: keyof DeployedParts) => parts[name]);
  return { path: key, value, isUnsure: true };
}

function malformed(what: string): UserError {
  return new UserError(
    'input-edits',
    `The input edits cannot be used: ${what}.`,
    'Write a YAML list of {file, key, value} or {file, key, part}: value may contain {image}, {tag} and {digest}; part is repository, tag or digest; file is the values file by default.',
  );
}
