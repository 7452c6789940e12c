import { type Finding, OutageError, UserError } from '../errors.ts';
import type { Activity } from '../github/activity.ts';
import type { Origin } from '../github/origins.ts';
import type { PullRequest } from '../github/pull-request.ts';
import { isMerge } from './history.ts';
import { introduced, mergedHere, roleOf } from './introduction.ts';
import type { Known } from './read-known.ts';
import type { Judged } from './verify.ts';

interface Case {
  readonly repository: string;
  readonly known: Known;
  readonly judged: Judged;
}

/**
 * The error for commits that nothing proves, with a finding for each: who wrote it, how it came in, what to do. Merges
 * that GitHub has not connected with their pull requests yet are no fault of anybody's.
 */
export function refuseUnproved(
  origins: readonly Origin[],
  { repository, known, judged }: Case,
): UserError | OutageError {
  const isLate = (origin: Origin) =>
    mergedHere(origin, repository, known).length === 0 && isMerge(known.history?.of(origin.oid));
  if (origins.every(isLate)) return lateAnswer(origins);
  return refuse(
    origins.map((origin) => {
      const { way, remedy } = tellWay(origin, { repository, known, judged });
      return { message: `${origin.oid.slice(0, 7)} “${origin.headline}” by ${origin.author}: ${way}. ${remedy}` };
    }),
  );
}

/** The error that refuses a deployment, with a finding for each commit that stands in its way. */
export function refuse(findings: readonly Finding[]): UserError {
  const which = findings.length === 1 ? 'A commit is' : `${findings.length} commits are`;
  return new UserError(
    'unproved',
    `${which} not proved to be approved, so nothing was deployed.`,
    'Follow what stands at each commit, then run the deployment again.',
    { findings },
  );
}

function lateAnswer(origins: readonly Origin[]): OutageError {
  const which = origins.map(({ oid }) => oid.slice(0, 7)).join(', ');
  return new OutageError(`GitHub does not name the pull request of ${which} yet, which it merged`, {
    service: 'GitHub',
    request: 'POST /graphql ReadOrigins',
  });
}

interface Way {
  readonly way: string;
  readonly remedy: string;
}

function tellWay(origin: Origin, { repository, known, judged }: Case): Way {
  const { defaultBranch, range, history } = known;
  const candidates = mergedHere(origin, repository, known);
  const bringer = candidates.find((pullRequest) => introduced(origin, pullRequest, range, history));
  const judgement = bringer && judged.get(bringer.number);
  if (bringer !== undefined && judgement?.approved === false) return tellUnapproved(bringer, judgement.reason);
  const whole = candidates.find((pullRequest) => roleOf(origin, pullRequest, range) === 'step');
  if (whole !== undefined) return tellStep(whole, defaultBranch);
  const move = history?.of(origin.oid);
  const remedy = `Revert it, or keep it, by a pull request whose description has the line “Reviewed-Commit: ${origin.oid}”, and which an approver of these files approves.`;
  if (move !== undefined && isMerge(move)) return tellLate(move, defaultBranch);
  const [elsewhere] = origin.pullRequests;
  const other =
    candidates.length === 0 && elsewhere !== undefined ? `; GitHub names ${tellOther(elsewhere)} for it` : '';
  return { way: `${tellMove(move, defaultBranch, candidates[0])}${other}`, remedy };
}

function tellUnapproved({ number, mergedBy, lacksReview }: PullRequest, reason: string): Way {
  const bypass = lacksReview ? `, by @${mergedBy ?? 'somebody'} past the rules of the branch` : '';
  return {
    way: `pull request #${number} was merged${bypass}, but ${reason}`,
    remedy: `Let an approver approve #${number} as it was merged, which GitHub allows afterwards too, or revert it by a pull request whose description has the line “Reviewed-Commit: <commit>” for each of its commits.`,
  };
}

function tellStep({ number, mergeCommit }: PullRequest, branch: string): Way {
  const merge = mergeCommit === undefined ? '' : `, ${mergeCommit.slice(0, 7)}`;
  return {
    way: `it is a step within pull request #${number}, of which only the whole was approved`,
    remedy: `Deploy the merge of #${number}${merge}. If the step stands on ${branch} without the rest, somebody pushed it there: bring the rest by a pull request whose description has the line “Reviewed-Commit: <commit>” for each step.`,
  };
}

function tellMove(move: Activity | undefined, branch: string, candidate: PullRequest | undefined): string {
  const merge = candidate === undefined ? '' : `; it is no merge of #${candidate.number} that GitHub made`;
  if (move?.kind === 'force_push') return `@${move.actor} force-pushed it to ${branch}${merge}`;
  if (move?.kind === 'push') return `@${move.actor} pushed it straight to ${branch}, past or without its rules${merge}`;
  if (move !== undefined) return `@${move.actor} made the branch ${branch} with it${merge}`;
  if (candidate !== undefined)
    return `GitHub’s log does not tell that it is GitHub’s own merge of #${candidate.number}`;
  return `GitHub names no pull request that brought it into ${branch}`;
}

function tellLate({ actor }: Activity, branch: string): Way {
  return {
    way: `@${actor} merged it into ${branch} by a pull request that GitHub does not name yet`,
    remedy: 'Run the deployment again in some minutes.',
  };
}

function tellOther({ number, merged, base, baseRepository }: PullRequest): string {
  const where = `${base} of ${baseRepository ?? 'a repository that is gone'}`;
  return merged ? `#${number}, which was merged into ${where}` : `#${number}, which was not merged`;
}
