import { type Outcome, resultOf } from '../eager.ts';
import { UserError } from '../errors.ts';
import type { GitHubReader } from '../github/api/client.ts';
import { type Comparison, compareCommits } from '../github/repository/compare.ts';
import type { Version } from './request.ts';

/** The commits that a deployment brings. */
interface Brought {
  readonly deployed: string;
  /** Those that the deployed commit does not have in its history, oldest first. */
  readonly commits: readonly string[];
  /** The messages of the commits, by id. */
  readonly messages?: ReadonlyMap<string, string>;
}

export type CommitOrder =
  | ({ readonly order: 'newer' } & Brought)
  /** Neither commit is in the history of the other. */
  | ({
      readonly order: 'diverged';
      /** Whether they have no common history, so that of the commits only the one to deploy is known. */
      readonly isUnrelated?: boolean;
    } & Brought)
  | { readonly order: 'same' | 'older'; readonly deployed: string }
  | { readonly order: 'unknown' };

interface CompareOptions {
  readonly allowUnknown: boolean;
  readonly prefetched?: { readonly base: string; readonly comparison: Outcome<Comparison> };
}

type ComparedVersion = Pick<Version, 'sourceRepository' | 'tagPrefix' | 'commit'>;

/**
 * Compares the commit of a version with the commit in the deployed tag. A tag of another form is `unknown`.
 * @param allowUnknown whether to return `unknown` or `diverged` instead of throwing
 * @param prefetched the comparison of the commit with one that is probably deployed
 * @throws UserError `deployed-unknown` or `deployed-diverged`
 */
export async function compareWithDeployed(
  github: GitHubReader,
  deployedTag: string | null,
  version: ComparedVersion,
  { allowUnknown, prefetched }: CompareOptions,
): Promise<CommitOrder> {
  const { sourceRepository, tagPrefix, commit } = version;
  const deployed = commitOf(deployedTag, tagPrefix);
  if (deployed === commit) return { order: 'same', deployed };
  const { status, commits, messages } =
    deployed === undefined
      ? ({ status: 'unknown', commits: [], messages: new Map<string, string>() } as const)
      : prefetched?.base === deployed
        ? resultOf(prefetched.comparison)
        : await compareCommits(github, sourceRepository, deployed, commit);
  if (deployed !== undefined && status === 'ahead') return { order: 'newer', deployed, commits, messages };
  if (deployed !== undefined && status === 'behind') return { order: 'older', deployed };
  if (deployed !== undefined && status === 'diverged') {
    if (allowUnknown) return { order: 'diverged', deployed, commits, messages };
    throw diverged(deployed, commit);
  }
  if (!allowUnknown) throw unknown(deployedTag, version);
  // GitHub does not compare commits without a common history, but their rules can be read.
  if (
    deployed !== undefined &&
    (await compareCommits(github, sourceRepository, deployed, deployed)).status !== 'unknown'
  )
    return { order: 'diverged', isUnrelated: true, deployed, commits: [commit] };
  return { order: 'unknown' };
}

/** Returns the commit in a tag; `undefined` for a tag of another form. */
export function commitOf(tag: string | null, prefix: string): string | undefined {
  const commit = tag?.startsWith(prefix) ? tag.slice(prefix.length) : '';
  return /^[0-9a-f]{40}$/.test(commit) ? commit : undefined;
}

/** How to deploy although the order is unknown. */
export const ONCE = 'If you want this deployment anyway, run it once with allow-unknown-deployed: true.';

function diverged(deployed: string, commit: string): UserError {
  const message = `The deployed commit ${deployed.slice(0, 7)} is not in the history of ${commit.slice(0, 7)}: one of them is on another branch, or the history was rewritten.`;
  return new UserError('deployed-diverged', message, ONCE);
}

function unknown(deployedTag: string | null, { tagPrefix, commit, sourceRepository }: ComparedVersion): UserError {
  const message = `The deployed tag ${deployedTag ?? '(none)'} is not a commit of ${sourceRepository} (${tagPrefix} and 40 hex digits), so the action cannot check whether ${commit.slice(0, 7)} is newer.`;
  return new UserError('deployed-unknown', message, ONCE);
}
