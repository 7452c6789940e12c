import type { CommitStatus } from '../../github/repository/commit-statuses.ts';

export type StatusVerdict =
  | { readonly kind: 'rolled-out'; readonly url: string | undefined }
  | { readonly kind: 'pending' | 'failure' | 'missing'; readonly message: string; readonly url: string | undefined };

/**
 * Evaluates the statuses of the commit and of later ones, newest commit first. A name counts as a success as soon as it is
 * one on any of these commits, because each of them contains the deployment. Otherwise the newest commit decides.
 * @param names exact, or with `*` for any characters
 */
export function evaluateStatuses(statuses: readonly CommitStatus[], names: readonly string[]): StatusVerdict {
  const matched = names.map((name) => ({
    name,
    found: decide(statuses.filter((status) => matches(name, status.name))),
  }));
  const all = matched.flatMap(({ found }) => found);
  const failed = all.filter(({ state }) => state === 'failure');
  if (failed.length > 0) return { kind: 'failure', message: failed.map(describe).join('; '), url: failed[0]?.url };
  const missing = matched.filter(({ found }) => found.length === 0).map(({ name }) => name);
  const pending = all.filter(({ state }) => state === 'pending');
  const words = [...pending.map(describe), ...missing.map((name) => `no status ${name}`)].join('; ');
  if (pending.length > 0) return { kind: 'pending', message: words, url: pending[0]?.url };
  if (missing.length > 0) return { kind: 'missing', message: words, url: undefined };
  return { kind: 'rolled-out', url: all[0]?.url };
}

/** Returns the status that decides for each name. */
function decide(statuses: readonly CommitStatus[]): CommitStatus[] {
  const byName = Map.groupBy(statuses, ({ name }) => name);
  return [...byName.values()].flatMap((same) => same.find(({ state }) => state === 'success') ?? same.slice(0, 1));
}

/** Returns whether a pattern, in which `*` stands for any characters, matches a name. */
export function matches(pattern: string, name: string): boolean {
  const parts = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`).test(name);
}

function describe({ name, state, description }: CommitStatus): string {
  return `${name}: ${[state, description].filter(Boolean).join(', ')}`;
}
