import type { GitHub } from '../github/client.ts';
import { isCleanMerge } from '../github/commit.ts';
import { readOnBehalfOf } from '../github/on-behalf-of.ts';
import type { Origin } from '../github/origins.ts';
import type { PullRequest, Review } from '../github/pull-request.ts';
import { type Court, type Judgement, judgeApproval } from './approval.ts';
import { type BreakGlass, breakGlass } from './break-glass.ts';
import { introduced, mergedHere } from './introduction.ts';
import { ownerCheck } from './owner.ts';
import type { Proof, ProvedPullRequest } from './proof.ts';
import { type Known, readKnown } from './read-known.ts';
import { requireState } from './require-state.ts';
import { readRules } from './rules.ts';
import { refuseUnproved } from './unproved.ts';
import { findVouchers } from './vouch.ts';

export interface VerifyOptions {
  readonly github: GitHub;
  /** `owner/name` of the repository with the DAGs. */
  readonly repository: string;
  readonly commit: string;
  /** All commits that the deployment brings, oldest first, `commit` among them. */
  readonly commits: readonly string[];
  /** The commit whose rules judge: the one that is deployed now. */
  readonly rulesAt: string;
  /** Used instead of CODEOWNERS, where the policy names none; `undefined`: the owners by CODEOWNERS. */
  readonly approvers: readonly string[] | undefined;
  readonly allowStaleApproval: boolean;
  readonly breakGlass?: BreakGlass;
}

/** The judgements of pull requests, by number. */
export type Judged = ReadonlyMap<number, Judgement>;

/**
 * Proves that every commit came by a pull request that was approved on its final head and merged into the default
 * branch, or is vouched for by such a one.
 * @throws UserError `unproved`, with a finding for each commit that is not, `break-glass-denied`, or of the rules;
 *   OutageError when GitHub has not named the pull request of a merge in time
 */
export async function verify(options: VerifyOptions): Promise<Proof> {
  const { github, repository, commit, commits: oids, rulesAt } = options;
  const known = await readKnown(github, { repository, oids, rulesAt, commit });
  const court = await openCourt(options, known);
  const judged = await judgeAll(known, repository, court);
  const isProved = (origin: Origin) => findProof(origin, known, repository, judged) !== undefined;
  const open = known.origins.filter((origin) => !isProved(origin));
  const vouched = await findVouchers(open, { github, repository, court, known, judged });
  const unproved = open.filter(({ oid }) => !vouched.has(oid));
  const pullRequests = provedPullRequests(known, repository, judged);
  const proof = { commit, pullRequests, vouched: [...vouched.keys()] };
  if (unproved.length > 0 && options.breakGlass !== undefined)
    return { ...proof, brokenGlass: await breakGlass(options.breakGlass, unproved, { github, repository, court }) };
  if (unproved.length > 0) throw refuseUnproved(unproved, { repository, known, judged });
  await requireState(options, known, pullRequests, vouched);
  return proof;
}

async function openCourt(options: VerifyOptions, { rules: texts }: Known): Promise<Court> {
  const { github, repository, approvers, rulesAt, allowStaleApproval: allowStale } = options;
  const clean = new Map<string, Promise<boolean>>();
  return {
    rules: await readRules(texts, approvers, rulesAt),
    isOwner: ownerCheck(github),
    isCleanMerge: (merge) => {
      const known = clean.get(merge.oid) ?? isCleanMerge(github, repository, merge);
      clean.set(merge.oid, known);
      return known;
    },
    actedFor: async ({ number }: PullRequest, { id }: Review) =>
      (await readOnBehalfOf(github, repository, number)).get(id) ?? [],
    allowStale,
  };
}

async function judgeAll(known: Known, repository: string, court: Court): Promise<Judged> {
  const judged = new Map<number, Judgement>();
  for (const pullRequest of known.origins.flatMap((origin) => mergedHere(origin, repository, known))) {
    if (!judged.has(pullRequest.number)) judged.set(pullRequest.number, await judgeApproval(pullRequest, court));
  }
  return judged;
}

function findProof(origin: Origin, known: Known, repository: string, judged: Judged): PullRequest | undefined {
  return mergedHere(origin, repository, known).find(
    (pullRequest) =>
      judged.get(pullRequest.number)?.approved && introduced(origin, pullRequest, known.range, known.history),
  );
}

/** The approved pull requests in the order in which they came. */
function provedPullRequests(known: Known, repository: string, judged: Judged): readonly ProvedPullRequest[] {
  const all = known.origins.flatMap((origin) => mergedHere(origin, repository, known));
  const once = new Map(all.map((pullRequest) => [pullRequest.number, pullRequest]));
  return [...once.values()].flatMap((pullRequest) => {
    const judgement = judged.get(pullRequest.number);
    return judgement?.approved ? [{ ...pullRequest, approvals: judgement.reviews }] : [];
  });
}
