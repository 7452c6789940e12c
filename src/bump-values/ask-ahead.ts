import { readActivities } from '../github/activity.ts';
import { compareCommits } from '../github/compare.ts';
import { readOrigins } from '../github/origins.ts';
import type { Clients, Wanted } from './judge.ts';
import { readTarget } from './read-target.ts';

/** What a push brought, as its event tells; nothing may be decided by it, for a rerun keeps its old event. */
export interface Push {
  readonly branch: string;
  /** The head before and after. */
  readonly before: string;
  readonly after: string;
  /** Oldest first. */
  readonly commits: readonly string[];
}

/**
 * Asks GitHub at once for the values file, and for what order and proof will ask if the push came on top of what is
 * deployed, as it does as a rule: then the answers are there when the guards are loaded, and two round trips are saved.
 * Nothing is decided here. Done once the questions are on their way.
 */
export async function askAhead({ source, gitops }: Clients, wanted: Wanted): Promise<void> {
  const { operation, push, commit, sourceRepository: repository } = wanted;
  if (operation.kind === 'hold' || operation.kind === 'rollback') return;
  const asked = gitops.ahead((reader) => [readTarget(reader, wanted)]);
  if (push === undefined || push.after !== commit) return asked;
  const { before, commits, branch } = push;
  await source.ahead(({ get, query }) => [
    compareCommits({ get }, repository, before, commit),
    // Of more than one commit, as a merge commit brings, the proof will ask the branch's log as well.
    ...(commits.length > 1 ? [readActivities({ get }, repository, branch)] : []),
    readOrigins({ query }, { repository, oids: commits, rulesAt: before, commit }),
  ]);
}
