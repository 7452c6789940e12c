/** The file mode creation mask of a RUN, which BuildKit leaves at the kernel's default. */
const UMASK = 0o022;
const CLASSES: Readonly<Record<string, number>> = { u: 0o700, g: 0o070, o: 0o007, a: 0o777 };
const BITS: Readonly<Record<string, number>> = { r: 0o444, w: 0o222, x: 0o111 };

/**
 * Returns the mode after `chmod`, for a mode in octal, or in symbols that add or remove permissions; `undefined` for others.
 * https://pubs.opengroup.org/onlinepubs/9799919799/utilities/chmod.html
 */
export function changeMode(mode: number, change: string): number | undefined {
  if (/^[0-7]{3,4}$/.test(change)) return Number.parseInt(change, 8);
  let changed = mode;
  for (const clause of change.split(',')) {
    const [, who = '', operator, permissions = ''] = /^([ugoa]*)([+-])([rwx]+)$/.exec(clause) ?? [];
    if (operator === undefined) return undefined;
    const classes = [...who].reduce((sum, each) => sum | (CLASSES[each] ?? 0), 0);
    const bits = [...permissions].reduce((sum, each) => sum | (BITS[each] ?? 0), 0);
    // Without a class, the mask holds.
    const affected = bits & (who === '' ? 0o777 & ~UMASK : classes);
    changed = operator === '+' ? changed | affected : changed & ~affected;
  }
  return changed;
}
