import type { Change } from '../values/edit.ts';

/** One file that a commit changes. */
export interface ChangedFile {
  readonly path: string;
  readonly changes: readonly Change[];
}

/**
 * Formats what changes in a file, each value by its key. A unified diff would show the lines around a change and the rest
 * of its own line, which may hold secrets and belong to the GitOps repository.
 */
export function formatChanges({ path, changes }: ChangedFile): string {
  const lines = changes.flatMap((change) => {
    const { path: key, part, next } = change;
    const place = part === undefined ? key : `${key} (${part})`;
    return [`- ${place}: ${formatPrevious(change)}`, `+ ${place}: ${formatValue(next)}`];
  });
  return [path, ...lines].join('\n');
}

/** Formats the hold file that a commit writes, or deletes. The text that it has before stays in the GitOps repository. */
export function formatHoldFile(path: string, written: string | undefined): string {
  if (written === undefined) return `${path} (deleted)`;
  return [path, ...written.trimEnd().split('\n')].join('\n+ ');
}

/**
 * Shows a value only when the edit wrote one like it: the same but for the ids of commits and images. The reason is that
 * `env[3].value` names another value after an entry is added above it.
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
