import { isAlias, isCollection, isPair, isScalar, type Scalar } from 'yaml';

/** Whether two trees say the same, but for one scalar. Aliases are compared by name and never followed. */
export function sameExcept(before: unknown, after: unknown, edited: Scalar): boolean {
  if (before === edited) return isScalar(after);
  if (isScalar(before)) return isScalar(after) && sameScalar(before, after);
  if (isAlias(before)) return isAlias(after) && before.source === after.source;
  if (isPair(before)) {
    return isPair(after) && sameExcept(before.key, after.key, edited) && sameExcept(before.value, after.value, edited);
  }
  if (isCollection(before)) {
    if (!isCollection(after) || before.items.length !== after.items.length) return false;
    return (
      before.tag === after.tag && before.items.every((item, index) => sameExcept(item, after.items[index], edited))
    );
  }
  return (before ?? null) === (after ?? null);
}

function sameScalar(before: Scalar, after: Scalar): boolean {
  return Object.is(before.value, after.value) && before.source === after.source && before.tag === after.tag;
}
