import { readActivities } from '../github/activity.ts';
import { compareCommits } from '../github/compare.ts';
import { readOrigins } from '../github/origins.ts';
import type { Clients, Wanted } from './judge.ts';

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
 * Asks GitHub at once what order and proof will ask for if the push came on top of what is deployed, as it does as a
 * rule: then their answers are there when the values file is, and two round trips are saved. Nothing is decided here.
 */
export function askAhead({ source }: Clients, { push, commit, sourceRepository: repository }: Wanted): void {
  if (push === undefined || push.after !== commit) return;
  const { before, commits, branch } = push;
  source.ahead(({ get, query }) => [
    compareCommits({ get }, repository, before, commit),
    // Of more than one commit, as a merge commit brings, the proof will ask the branch's log as well.
    ...(commits.length > 1 ? [readActivities({ get }, repository, branch)] : []),
    readOrigins({ query }, { repository, oids: commits, rulesAt: before, commit }),
  ]);
}
