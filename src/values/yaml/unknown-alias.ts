import { type Alias, isAlias, isCollection, isPair, isScalar } from 'yaml';

/** The first alias that no anchor before it has the name of; the parser takes it for valid until it is resolved. */
export function findUnknownAlias(root: unknown): Alias | undefined {
  const anchors = new Set<string>();
  const pending: unknown[] = [root];
  while (pending.length > 0) {
    const node = pending.pop();
    if (isAlias(node) && !anchors.has(node.source)) return node;
    if ((isScalar(node) || isCollection(node)) && node.anchor !== undefined) anchors.add(node.anchor);
    if (isPair(node)) pending.push(node.value, node.key);
    else if (isCollection(node)) for (const item of node.items.toReversed()) pending.push(item);
  }
  return undefined;
}
