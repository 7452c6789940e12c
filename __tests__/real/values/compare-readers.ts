import { type Document, isCollection as isCollectionNode, isScalar, parse } from 'yaml';
import { UserError } from '../../../src/errors.ts';
import { canonicalPath } from '../../../src/values/canonical-path.ts';
import { editValues } from '../../../src/values/edit.ts';
import { formatKeyPath, type KeyPath, type Step } from '../../../src/values/key-path.ts';
import { parseValues } from '../../../src/values/parse.ts';
import { findWritten, readValue } from '../../../src/values/read.ts';
import type { Values } from '../../../src/values/yaml/values.ts';
import type { HelmYamlJudge, Reading, Readings } from '../parts/helm-yaml-judge.ts';
import type { Base } from './bases.ts';

const NEW = 'version-0123456789abcdef0123456789abcdef01234567';

/** What became of a file: `edited`, `refused` by all, or how the readers differ. */
export interface Comparison {
  readonly end: string;
  readonly detail?: unknown;
}

/** Edits the key of a file, and compares what the action and Helm's parser read before and after. */
export async function compareReaders(judge: HelmYamlJudge, base: Base): Promise<Comparison> {
  const { text, path } = base;
  const values = attempt(() => parseValues(text));
  const steps = values instanceof UserError ? [] : withDocument(values, canonicalPath(values, path), base);
  const readings = await judge.ask({ text, path: steps });
  const readers = listReaders(base);
  const accepting = readers.filter((reader) => readings[reader].error === undefined);
  const errors = readers.map((reader) => readings[reader].error ?? 'accepted').join(' / ');
  if (values instanceof UserError)
    return accepting.length === 0 ? { end: 'refused' } : { end: `only we refuse: ${reasonOf(values)}`, detail: errors };
  if (accepting.length === 0) return { end: `only Helm refuses: ${shorten(errors)}` };
  const edited = attempt(() => editValues(text, [{ path: formatKeyPath(path), value: NEW }]).text);
  if (edited instanceof UserError) {
    const isThere =
      readValue(values, path) !== undefined &&
      accepting.some((reader) => readings[reader].found && !isCollection(readings[reader].value));
    return { end: isThere ? `not edited: ${reasonOf(edited)}` : 'nothing to edit', detail: edited.message };
  }
  const own = readValue(values, path);
  const misread = accepting.find((reader) => !isSame(own, readings[reader]));
  if (misread !== undefined) return { end: `read otherwise by ${misread}`, detail: { own, readings } };
  const after = await judge.ask({ text: edited, path: steps });
  const wrong = accepting.find((reader) => !isEdited(readings[reader], after[reader], isShared(values, path)));
  if (wrong !== undefined)
    return { end: `edited otherwise for ${wrong}`, detail: { before: readings[wrong], after: after[wrong], edited } };
  return { end: 'edited' };
}

/** Returns whether other places of the file may have the value by an alias. */
function isShared(values: Values, path: KeyPath): boolean {
  const steps = path.map((_, index) => findWritten(values, path.slice(0, index + 1))?.node);
  return steps.some((node) => (isScalar(node) || isCollectionNode(node)) && node.anchor !== undefined);
}

function listReaders({ reader }: Base): (keyof Readings)[] {
  return reader === 'helm' ? ['helm3', 'helm4'] : ['objects'];
}

/** Helm's readers know no position of a document. For objects it is the position among those with content. */
function withDocument({ documents }: Values, path: readonly Step[], { reader }: Base): (string | number)[] {
  const steps = path.filter((step) => typeof step !== 'object');
  const [at = 0, ...inside] = documents.length === 1 ? [0, ...steps] : steps;
  if (reader === 'helm') return inside;
  const isEmpty = ({ contents }: Document.Parsed) =>
    contents === null || (isScalar(contents) && contents.value === null);
  return [documents.slice(0, Number(at)).filter((document) => !isEmpty(document)).length, ...inside];
}

function isSame(own: string | null | undefined, { found, value }: Reading): boolean {
  if (isCollection(value)) return own === undefined;
  if (!found || value === null) return !own;
  if (typeof value === 'string') return own === value;
  return typeof own === 'string' && (['1.1', '1.2'] as const).some((version) => parse(own, { version }) === value);
}

function isEdited(before: Reading, after: Reading, isShared: boolean): boolean {
  const isNew = after.error === undefined && after.found && after.value === NEW;
  return isNew && (isShared || after.rest === before.rest);
}

function isCollection(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

function attempt<T>(work: () => T): T | UserError {
  try {
    return work();
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
}

/** Returns an error without what is of this file alone. */
function reasonOf({ code, message }: UserError): string {
  if (code !== 'values-invalid' && code !== 'values-key-unsupported') return code;
  return `${code} ${message.replace(/^.* at \d+:\d+:? /, '').replace(/first at.*|\(.*|tag .*/, '…')}`;
}

function shorten(error: string): string {
  const [, last = error] = /^.*(?:yaml|JSON|json): (.*)$/.exec(error) ?? [];
  return last.replace(/line \d+: /g, '').replace(/["`].*["`]|interface.*|type: .*/, '…');
}
