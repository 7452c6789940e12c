import type { Change } from '../values/edit.ts';

/** One file that a commit changes. */
export interface ChangedFile {
  readonly path: string;
  readonly changes: readonly Change[];
}

/**
 * Formats the changes of a file, each value with its key. A unified diff would also show the rest of the line and the
 * lines around it, which may contain secrets of the GitOps repository.
 */
export function formatChanges({ path, changes }: ChangedFile): string {
  const lines = changes.flatMap((change) => {
    const { path: key, part, next } = change;
    const place = part === undefined ? key : `${key} (${part})`;
    return [`- ${place}: ${formatPrevious(change)}`, `+ ${place}: ${formatValue(next)}`];
  });
  return [path, ...lines].join('\n');
}

/** Formats the hold file that a commit writes or deletes, without the text that it had before. */
export function formatHoldFile(path: string, written: string | undefined): string {
  if (written === undefined) return `${path} (deleted)`;
  return [path, ...written.trimEnd().split('\n')].join('\n+ ');
}

/**
 * Formats the old value only if it is like the new one, except for the ids of commits and images: `env[3].value` becomes
 * another value, perhaps a secret, when an entry is added above it.
 */
function formatPrevious({ previous, next, isUnsure = false }: Change): string {
  const withoutIds = (value: string) => value.replace(/[0-9a-f]{40,}/g, '');
  const isAlike = !previous || withoutIds(previous) === withoutIds(next);
  return isUnsure && !isAlike ? '(a value that this edit did not write)' : formatValue(previous);
}

function formatValue(value: string | null): string {
  if (value === null || value === '') return '(empty)';
  return /^[\p{L}\p{N}\p{P}\p{S} ]+$/u.test(value) ? value : JSON.stringify(value);
}
