import { isAlias, isCollection, isPair, isScalar, type Scalar } from 'yaml';

/**
 * Returns whether two trees are equal, except for some scalars of the first, for which the second may have any scalar.
 * Compares aliases by name and never follows them.
 */
export function sameExcept(before: unknown, after: unknown, edited: ReadonlySet<unknown>): boolean {
  const pending: [unknown, unknown][] = [[before, after]];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const [old, now] = next;
    const children = edited.has(old) && isScalar(now) ? [] : compareNodes(old, now);
    if (children === undefined) return false;
    for (const child of children) pending.push(child);
  }
  return true;
}

/** Returns the pairs of children to compare below two equal nodes; `undefined` if the nodes differ. */
function compareNodes(old: unknown, now: unknown): [unknown, unknown][] | undefined {
  if (isScalar(old)) return isScalar(now) && sameScalar(old, now) ? [] : undefined;
  if (isAlias(old)) return isAlias(now) && old.source === now.source ? [] : undefined;
  if (isPair(old)) {
    if (!isPair(now)) return undefined;
    return [
      [old.key, now.key],
      [old.value, now.value],
    ];
  }
  if (isCollection(old)) {
    const alike = isCollection(now) && old.tag === now.tag && old.anchor === now.anchor;
    if (!alike || old.items.length !== now.items.length || old.constructor !== now.constructor) return undefined;
    return old.items.map((item, index) => [item, now.items[index]]);
  }
  return (old ?? null) === (now ?? null) ? [] : undefined;
}

function sameScalar(old: Scalar, now: Scalar): boolean {
  return (
    Object.is(old.value, now.value) && old.source === now.source && old.tag === now.tag && old.anchor === now.anchor
  );
}
