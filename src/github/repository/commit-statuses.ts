import type { GitHubReader } from '../api/client.ts';
import { isGitHubError } from '../api/errors.ts';
import { splitRepository } from './split-repository.ts';

/** The number of commits to read from the head of the branch. */
const COMMITS = 50;

/** A commit status or a check run; the latest of its name on its commit. */
export interface CommitStatus {
  readonly commit: string;
  readonly name: string;
  readonly state: 'pending' | 'success' | 'failure';
  readonly description: string;
  /** The page that its writer names. */
  readonly url: string | undefined;
}

export interface BranchStatuses {
  /** The head of the branch. */
  readonly head: string;
  /** The statuses of the commit and of later commits of the branch, those of the newest commit first. */
  readonly statuses: readonly CommitStatus[];
}

interface Commit {
  readonly oid: string;
  readonly status: {
    readonly contexts: readonly {
      readonly context: string;
      readonly state: string;
      readonly description: string | null;
      readonly targetUrl: string | null;
    }[];
  } | null;
  readonly checkSuites?: { readonly nodes: readonly { readonly checkRuns: { readonly nodes: readonly Run[] } }[] };
}

interface Run {
  readonly name: string;
  readonly status: string;
  readonly conclusion: string | null;
  readonly title: string | null;
  readonly detailsUrl: string | null;
}

interface Ref {
  readonly target: { readonly oid: string; readonly history: { readonly nodes: readonly Commit[] } };
}

interface StatusesResponse {
  readonly repository: {
    readonly ref?: Ref | null;
    readonly defaultBranchRef?: Ref | null;
    readonly commit: Commit | null;
  };
}

/** Reads commit statuses, and check runs as long as the token may read them: a GitHub App seldom needs that permission. */
export class CommitStatuses {
  readonly #github: Pick<GitHubReader, 'query'>;
  readonly #location: { readonly repository: string; readonly branch?: string };
  #hasChecks = true;

  constructor(
    github: Pick<GitHubReader, 'query'>,
    location: { readonly repository: string; readonly branch?: string },
  ) {
    this.#github = github;
    this.#location = location;
  }

  /** Reads the statuses of a commit and of the later commits of its branch. @throws GitHubError */
  async read(commit: string): Promise<BranchStatuses> {
    try {
      return await this.#read(commit);
    } catch (error) {
      if (!this.#hasChecks || !isGitHubError(error, 'permission')) throw error;
      this.#hasChecks = false;
      return this.#read(commit);
    }
  }

  async #read(commit: string): Promise<BranchStatuses> {
    const { repository, branch } = this.#location;
    const { owner, name } = splitRepository(repository);
    const ref = branch === undefined ? {} : { ref: `refs/heads/${branch}` };
    const document = statusesQuery(branch !== undefined, this.#hasChecks);
    const answer = await this.#github.query<StatusesResponse>(document, {
      owner,
      name,
      commit,
      first: COMMITS,
      ...ref,
    });
    const { ref: named, defaultBranchRef, commit: own } = answer.repository;
    const target = (named ?? defaultBranchRef)?.target;
    const commits = target?.history.nodes ?? [];
    const later = commits.slice(
      0,
      Math.max(
        commits.findIndex(({ oid }) => oid === commit),
        0,
      ),
    );
    const all = own === null ? later : [...later, own];
    return { head: target?.oid ?? commit, statuses: all.flatMap(statusesOf) };
  }
}

function statusesQuery(atBranch: boolean, withChecks: boolean): string {
  const checks =
    'checkSuites(first: 10) { nodes { checkRuns(first: 20, filterBy: { checkType: LATEST }) { nodes { name status conclusion title detailsUrl } } } }';
  return /* GraphQL */ `
    query ReadCommitStatuses(
      $owner: String!, $name: String!, $commit: GitObjectID!, $first: Int!${atBranch ? ', $ref: String!' : ''}
    ) {
      repository(owner: $owner, name: $name) {
        commit: object(oid: $commit) { ...Fields }
        ${atBranch ? 'ref(qualifiedName: $ref)' : 'defaultBranchRef'} {
          target { ... on Commit { oid history(first: $first) { nodes { ...Fields } } } }
        }
      }
    }
    fragment Fields on Commit {
      oid
      status { contexts { context state description targetUrl } }
      ${withChecks ? checks : ''}
    }
  `;
}

function statusesOf({ oid: commit, status, checkSuites }: Commit): CommitStatus[] {
  const written = (status?.contexts ?? []).map(({ context, state, description, targetUrl }) => ({
    commit,
    name: context,
    state: stateOf(state),
    description: description ?? '',
    url: targetUrl ?? undefined,
  }));
  const runs = (checkSuites?.nodes ?? []).flatMap(({ checkRuns }) => checkRuns.nodes);
  return [
    ...written,
    ...runs.map(({ name, status: progress, conclusion, title, detailsUrl }) => ({
      commit,
      name,
      state: progress === 'COMPLETED' ? stateOf(conclusion ?? '') : ('pending' as const),
      description: title ?? '',
      url: detailsUrl ?? undefined,
    })),
  ];
}

/** Returns the state. Only SUCCESS is a success: a skipped or neutral check run says nothing about the rollout. */
function stateOf(state: string): CommitStatus['state'] {
  if (state === 'SUCCESS') return 'success';
  return ['EXPECTED', 'PENDING', 'NEUTRAL', 'SKIPPED', 'STALE'].includes(state) ? 'pending' : 'failure';
}
