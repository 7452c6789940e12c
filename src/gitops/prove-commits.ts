import type { Proof } from '../approval/proof.ts';
import type { VerifyOptions } from '../approval/request.ts';
import { verify } from '../approval/verify.ts';
import { GitHubError } from '../github/api/errors.ts';
import { findBaseOfMerge } from '../github/pull-request/base-of-merge.ts';
import { listFirstParents } from '../github/repository/commit.ts';
import type { CommitOrder } from './commit-order.ts';
import { findDeploymentCommits } from './deployment-commits.ts';
import type { ApprovalRequest, PushEvent, ReadingClients, ValuesTarget, Version } from './request.ts';

/** A version to deploy, and who may approve it. */
interface ProofRequest {
  readonly version: Pick<Version, 'sourceRepository' | 'commit'>;
  readonly approval: Pick<ApprovalRequest, 'approvers' | 'allowStaleApproval' | 'breakGlass'>;
}

/** What is known before the proof. */
interface ProofOptions extends Pick<VerifyOptions, 'prefetched' | 'associationLimitMs'> {
  /** The commit that was deployed last with a proof, if no tag names one. */
  readonly recorded?: string | undefined;
}

/** The commits that a deployment brings, oldest first. */
export interface CommitsToProve {
  /** Those that need an approval: all but the commits of deployments themselves. */
  readonly commits: readonly string[];
  /** All of them, and an older deployed commit. How a commit came in depends on the others, too. */
  readonly range: readonly string[];
  /** Whether they go back to a deployed version, so that nothing below them is new. */
  readonly hasStart: boolean;
}

/**
 * Returns the commits that the deployment brings. `push` adds any others that a push brought.
 * @throws GitHubError, also `unavailable` if GitHub's list lacks the commit to deploy
 */
export async function listCommitsToProve(
  { gitops }: Pick<ReadingClients, 'gitops'>,
  { version, target }: Pick<ProofRequest, 'version'> & { readonly target: Pick<ValuesTarget, 'location' | 'edits'> },
  order: CommitOrder,
  push?: PushEvent,
): Promise<CommitsToProve> {
  const between = 'commits' in order ? order.commits : [version.commit];
  if (!between.includes(version.commit)) throw notListed(version);
  const brought = withPushed(version.commit, push, between);
  const own = await findDeploymentCommits(gitops, version.sourceRepository, target, brought);
  const below = order.order === 'newer' ? [order.deployed] : [];
  return {
    commits: brought.filter((oid) => !own.has(oid)),
    range: [...below, ...brought],
    hasStart: hasStart(order),
  };
}

/**
 * Returns the newest commit on the line of first parents that changes more than a deployment does, for a commit of the action
 * itself and a proof that has no deployed version to start from; the commit itself if none of the newest does.
 * @throws GitHubError
 */
export async function listCodeBelow(
  { source, gitops }: Pick<ReadingClients, 'source' | 'gitops'>,
  { version, target }: Pick<ProofRequest, 'version'> & { readonly target: Pick<ValuesTarget, 'location' | 'edits'> },
): Promise<CommitsToProve> {
  const { sourceRepository, commit } = version;
  const line = await listFirstParents(source, sourceRepository, commit);
  for (let from = 0; from < line.length; from += COMMITS_AT_ONCE) {
    const some = line.slice(from, from + COMMITS_AT_ONCE);
    const own = await findDeploymentCommits(gitops, sourceRepository, target, some);
    const code = some.find((oid) => !own.has(oid));
    if (code !== undefined) return { commits: [code], range: [code, commit], hasStart: false };
  }
  return { commits: [commit], range: [commit], hasStart: false };
}

const COMMITS_AT_ONCE = 10;

/**
 * Proves that the commits were approved, by the rules of the deployed commit; if no tag names one, by those of `recorded`,
 * the version that was deployed last with a proof; without one, by those of the commit on which the pull request was merged. So no commit that needs an
 * approval names its own approvers. Says what it leaves out if there is no deployed version to start from.
 * @throws GitHubError or UserError, as `verify` does
 */
export async function proveCommits(
  { source, members }: Pick<ReadingClients, 'source' | 'members'>,
  { version, approval }: ProofRequest,
  order: CommitOrder,
  { commits, range, hasStart: isWhole }: CommitsToProve,
  { recorded, ...options }: ProofOptions = {},
): Promise<Proof> {
  // The commit of a deployment on top of a merge changes no code, so the merge below it is what was approved.
  const commit = commits.includes(version.commit) ? version.commit : (commits.at(-1) ?? version.commit);
  const { approvers, allowStaleApproval, breakGlass } = approval;
  const proof = await verify({
    github: source,
    members,
    repository: version.sourceRepository,
    commit,
    commits,
    range,
    rulesAt: deployedOf(order) ?? recorded ?? (await findBaseOfMerge(source, version.sourceRepository, commit)),
    approvers,
    allowStaleApproval,
    ...(breakGlass === undefined ? {} : { breakGlass }),
    ...options,
  });
  const [oldest = commit] = commits;
  return isWhole ? proof : { ...proof, notProved: describeMissingStart(oldest) };
}

/** Returns the deployed commit, whose rules apply; `undefined` if it is not known, or is the commit to deploy itself. */
function deployedOf(order: CommitOrder): string | undefined {
  return order.order === 'unknown' || order.order === 'same' ? undefined : order.deployed;
}

/** Returns whether the commits go back to a deployed version, so that nothing below them is new. */
function hasStart(order: CommitOrder): boolean {
  return ['newer', 'same'].includes(order.order) || (order.order === 'diverged' && order.isUnrelated !== true);
}

function describeMissingStart(oldest: string): string {
  return `what came before ${oldest.slice(0, 7)}, because no earlier deployment of a version below it was found`;
}

function withPushed(commit: string, push: PushEvent | undefined, between: readonly string[]): readonly string[] {
  const known = new Set(between);
  if (push?.after !== commit) return between;
  return [...push.commits.filter((oid) => !known.has(oid)), ...between];
}

/** Without this error, the proof would be about an older commit. */
function notListed({ sourceRepository, commit }: ProofRequest['version']): GitHubError {
  const message = `GitHub does not list ${commit.slice(0, 7)} among the commits up to it`;
  const call = { service: 'GitHub', request: `GET /repos/${sourceRepository}/compare` };
  return new GitHubError('unavailable', message, { call });
}
