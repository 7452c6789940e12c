import { setTimeout as sleep } from 'node:timers/promises';
import { type Finding, UserError } from '../errors.ts';
import { readActivities } from '../github/activity.ts';
import type { GitHub } from '../github/client.ts';
import { compareCommits } from '../github/compare.ts';
import { type Origin, type Origins, readOrigins } from '../github/origins.ts';
import type { PullRequest } from '../github/pull-request.ts';
import { type Approvers, judgeApproval } from './approval.ts';
import { parseCodeowners } from './codeowners.ts';
import { ownerCheck } from './owner.ts';
import type { Proof, ProvedPullRequest } from './proof.ts';

/** GitHub may name the pull request of a fresh merge late, by more than ten seconds. */
const ASSOCIATION_LIMIT_MS = 90_000;
const FIRST_WAIT_MS = 500;

export interface VerifyOptions {
  readonly github: GitHub;
  /** `owner/name` of the repository with the DAGs. */
  readonly repository: string;
  readonly commit: string;
  /** All commits that the deployment brings, `commit` among them. */
  readonly commits: readonly string[];
  /** The commit whose CODEOWNERS judges: the one that is deployed now. */
  readonly rulesAt: string;
  /** `undefined`: the owners by CODEOWNERS. */
  readonly approvers: readonly string[] | undefined;
}

/**
 * Proves that every commit came by a pull request that was approved on its final head and merged into the default branch.
 * @throws UserError `unproved`, with a finding for each commit that is not
 */
export async function verify(options: VerifyOptions): Promise<Proof> {
  const known = await waitForOrigins(options);
  const judged = await judgeAll(options, known);
  const findings: Finding[] = [];
  for (const origin of known.origins) {
    const judgements = mergedHere(origin, options, known).map(({ number }) => judged.get(number));
    if (judgements.some((judgement) => judgement?.approved)) continue;
    const reasons = judgements.flatMap((judgement) => (judgement?.approved === false ? [judgement.reason] : []));
    findings.push({
      message: `${nameOf(origin)}: ${reasons.join('; ') || (await howItCame(options, known, origin))}.`,
    });
  }
  if (findings.length > 0) throw unproved(findings);
  const proved = [...judged.values()].flatMap((judgement) => (judgement.approved ? [judgement.proved] : []));
  await requireOnBranch(options, known.defaultBranch, proved);
  return { commit: options.commit, pullRequests: proved };
}

type Judged =
  | { readonly approved: true; readonly proved: ProvedPullRequest }
  | { readonly approved: false; readonly reason: string };

async function judgeAll(options: VerifyOptions, known: Origins): Promise<ReadonlyMap<number, Judged>> {
  const approvers = approversOf(options, known.codeowners);
  const isOwner = ownerCheck(options.github);
  const judged = new Map<number, Judged>();
  for (const pullRequest of known.origins.flatMap((origin) => mergedHere(origin, options, known))) {
    if (judged.has(pullRequest.number)) continue;
    const judgement = await judgeApproval(pullRequest, approvers, isOwner);
    const reason = judgement.approved ? '' : `pull request #${pullRequest.number} was merged, but ${judgement.reason}`;
    judged.set(
      pullRequest.number,
      judgement.approved
        ? { approved: true, proved: { ...pullRequest, approvals: judgement.reviews } }
        : { approved: false, reason },
    );
  }
  return judged;
}

/** Reads again while a commit has no pull request yet and nothing says that it never will. */
async function waitForOrigins(options: VerifyOptions): Promise<Origins> {
  const { github, repository, commits, rulesAt } = options;
  const end = Date.now() + ASSOCIATION_LIMIT_MS;
  for (let wait = FIRST_WAIT_MS; ; wait *= 2) {
    const known = await readOrigins(github, repository, commits, rulesAt);
    const orphans = known.origins.filter((origin) => mergedHere(origin, options, known).length === 0);
    if (orphans.length === 0 || Date.now() + wait > end) return known;
    const activities = await readActivities(github, repository, known.defaultBranch);
    if (orphans.some(({ oid }) => isPush(activities.get(oid)?.kind))) return known;
    await sleep(wait);
  }
}

function isPush(kind: string | undefined): boolean {
  return kind === 'push' || kind === 'force_push';
}

function mergedHere(
  { pullRequests }: Origin,
  { repository }: VerifyOptions,
  { defaultBranch }: Origins,
): readonly PullRequest[] {
  return pullRequests.filter(
    ({ merged, baseRepository, base }) => merged && baseRepository === repository && base === defaultBranch,
  );
}

function approversOf({ approvers, rulesAt }: VerifyOptions, codeowners: string | undefined): Approvers {
  if (approvers !== undefined) return { owners: approvers };
  if (codeowners !== undefined) return { rules: parseCodeowners(codeowners) };
  throw new UserError(
    'no-approvers',
    `Nobody is named who may approve: the input approvers is empty, and there is no CODEOWNERS file at ${rulesAt.slice(0, 7)}, the commit that is deployed now.`,
    'Name users or teams in approvers, or add .github/CODEOWNERS (spelt so) with an owner for every path.',
  );
}

async function howItCame(
  { github, repository }: VerifyOptions,
  { defaultBranch }: Origins,
  { oid }: Origin,
): Promise<string> {
  const activity = (await readActivities(github, repository, defaultBranch)).get(oid);
  if (activity?.kind === 'force_push') return `@${activity.actor} force-pushed it to ${defaultBranch}`;
  if (activity?.kind === 'push') return `@${activity.actor} pushed it straight to ${defaultBranch}`;
  return `GitHub names no pull request that brought it into ${defaultBranch}`;
}

/** A commit of the pull request's own branch is not what was merged. */
async function requireOnBranch(
  { github, repository, commit }: VerifyOptions,
  branch: string,
  proved: readonly PullRequest[],
): Promise<void> {
  if (proved.some(({ mergeCommit }) => mergeCommit === commit)) return;
  const { status } = await compareCommits(github, repository, branch, commit);
  if (status === 'identical' || status === 'behind') return;
  throw unproved([{ message: `${commit.slice(0, 7)} is not on ${branch}.` }]);
}

function nameOf({ oid, headline, author }: Origin): string {
  return `${oid.slice(0, 7)} “${headline}” by ${author}`;
}

function unproved(findings: readonly Finding[]): UserError {
  const which = findings.length === 1 ? 'A commit is' : `${findings.length} commits are`;
  return new UserError(
    'unproved',
    `${which} not proved to be approved, so nothing was deployed: production stays as it is.`,
    'Bring the change in by a pull request that an approver approves on its final head. For a commit that is on the branch already: revert it by such a pull request.',
    { findings },
  );
}
