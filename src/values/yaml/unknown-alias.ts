import { type Alias, isAlias, isCollection, isPair, isScalar } from 'yaml';

/** Finds the first alias without an anchor of its name before it. The parser accepts it until it is resolved. */
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
