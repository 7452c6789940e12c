import { isMap, isScalar, type YAMLSeq } from 'yaml';
import { formatKeyPath, type Selector, type Step } from './key-path.ts';

/** Returns the positions of the items that a step selects: one at most for a position; none for a key. */
export function findItems(list: YAMLSeq, step: Step): number[] {
  if (typeof step === 'number') return step < list.items.length ? [step] : [];
  if (typeof step === 'string') return [];
  return list.items.flatMap((item, index) => (isItem(item, step) ? [index] : []));
}

function isItem(item: unknown, { where }: Selector): boolean {
  return (
    isMap(item) &&
    where.every(([field, value]) => {
      const node = item.get(field, true);
      return isScalar(node) && (node.value === value || node.source === value);
    })
  );
}

/** Describes the items of a list as steps: by name if all have one, otherwise by position. */
export function describeItems(list: YAMLSeq): string[] {
  const names = list.items.map((item) => (isMap(item) ? item.get('name') : undefined));
  return names.map((name, index) => formatKeyPath([typeof name === 'string' ? { where: [['name', name]] } : index]));
}
