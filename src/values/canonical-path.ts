import { isScalar, isSeq } from 'yaml';
import { openString } from './block-text.ts';
import { chooseDocument } from './documents.ts';
import { findItems } from './items.ts';
import { formatKeyPath, type KeyPath, type Step } from './key-path.ts';
import { hasPath, readStep } from './read.ts';
import type { Values } from './yaml/values.ts';

/**
 * Returns a path as `listScalars` yields it: with positions instead of selectors, and with the position of the document
 * if there are several. Steps to what does not exist stay as they are.
 */
export function canonicalPath(values: Values, path: KeyPath, from = 0): Step[] {
  const chosen = chooseDocument(values, path, from, (document) => hasPath(values, document, path, from));
  const { document, depth } = 'document' in chosen ? chosen : { document: values.documents[0], depth: 0 };
  const index = document === undefined ? 0 : values.documents.indexOf(document);
  const steps: Step[] = values.documents.length === 1 ? [] : [index];
  let node: unknown = document?.contents;
  for (const [offset, step] of path.slice(from + depth).entries()) {
    const inner = isScalar(node) ? openString(values, node) : undefined;
    if (inner !== undefined) return [...steps, ...canonicalPath(inner, path, from + depth + offset)];
    const [at] = isSeq(node) ? findItems(node, step) : [];
    steps.push(at ?? step);
    node = readStep(values, node, step);
  }
  return steps;
}

/** Returns a key as `formatKeyPath` writes its canonical path. */
export function canonicalKey(values: Values, path: KeyPath): string {
  return formatKeyPath(canonicalPath(values, path));
}
