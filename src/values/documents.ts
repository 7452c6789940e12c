import { type Document, isMap, isScalar, isSeq } from 'yaml';
import type { KeyPath, Selector } from './key-path.ts';
import type { Values } from './yaml/values.ts';

export interface ChosenDocument {
  readonly document: Document.Parsed;
  /** The number of steps that chose the document. */
  readonly depth: number;
}

/** The documents that a path may be in, although it must be in one. */
export interface Candidates {
  readonly candidates: readonly Document.Parsed[];
}

/**
 * Chooses the document of a path, from the step at `from` on: the one that a selector or a position names, or else the
 * only one that has the path.
 * @param has whether a document has the path
 */
export function chooseDocument(
  { documents }: Values,
  path: KeyPath,
  from: number,
  has: (document: Document.Parsed) => boolean,
): ChosenDocument | Candidates {
  const step = path[from];
  const [only] = documents;
  const isOne = documents.length === 1;
  if (typeof step === 'object' && !(isOne && isSeq(only?.contents))) {
    return one(
      documents.filter((document) => isSelected(document, step)),
      1,
    );
  }
  if (isOne) return one(documents, 0);
  if (typeof step === 'number') return one(documents.slice(step, step + 1), 1);
  return one(documents.filter(has), 0);
}

function one(documents: readonly Document.Parsed[], depth: number): ChosenDocument | Candidates {
  const [document, another] = documents;
  return document === undefined || another !== undefined ? { candidates: documents } : { document, depth };
}

function isSelected({ contents }: Document.Parsed, { where }: Selector): boolean {
  return (
    isMap(contents) &&
    where.every(([field, value]) => String(contents.getIn(field === 'name' ? ['metadata', 'name'] : [field])) === value)
  );
}

/** Describes a document as a selector chooses it: `[kind=HelmRelease,name=airflow]`, or `[0]` if it names no kind. */
export function describeDocument({ documents }: Values, document: Document.Parsed): string {
  const read = (...path: string[]) => {
    const node = isMap(document.contents) ? document.contents.getIn(path, true) : undefined;
    return isScalar(node) ? String(node.value) : undefined;
  };
  const [kind, name] = [read('kind'), read('metadata', 'name')];
  if (kind === undefined) return `[${documents.indexOf(document)}]`;
  return name === undefined ? `[kind=${kind}]` : `[kind=${kind},name=${name}]`;
}
