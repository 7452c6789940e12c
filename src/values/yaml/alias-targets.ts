import { type Alias, isAlias, isCollection, isPair, isScalar, type Node } from 'yaml';

export interface ResolvedAliases {
  readonly targets: ReadonlyMap<Alias, Node>;
  /** The first alias without an anchor of its name before it. The parser accepts it until it is resolved. */
  readonly unknown: Alias | undefined;
}

/** Resolves all aliases of a document in one pass: each to the last node before it with an anchor of its name. */
export function resolveAliases(root: unknown): ResolvedAliases {
  const anchors = new Map<string, Node>();
  const targets = new Map<Alias, Node>();
  const pending: unknown[] = [root];
  while (pending.length > 0) {
    const node = pending.pop();
    if (isAlias(node)) {
      const target = anchors.get(node.source);
      if (target === undefined) return { targets, unknown: node };
      targets.set(node, target);
    }
    if ((isScalar(node) || isCollection(node)) && node.anchor !== undefined) anchors.set(node.anchor, node);
    for (const child of childrenOf(node)) pending.push(child);
  }
  return { targets, unknown: undefined };
}

/** Returns the last child first, because the last that is pushed is visited next. */
function childrenOf(node: unknown): unknown[] {
  if (isPair(node)) return [node.value, node.key];
  return isCollection(node) ? node.items.toReversed() : [];
}
