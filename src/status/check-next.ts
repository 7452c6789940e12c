import { UserError } from '../errors.ts';
import type { PullRequestName } from '../github/pull-request/merged-pull-requests.ts';
import { SHORT_INDEX_LIMIT_MS } from '../github/repository/ask-again.ts';
import type { CommitOrder } from '../gitops/commit-order.ts';
import { listCommitsToProve, proveCommits } from '../gitops/prove-commits.ts';
import { formatError } from '../translate/translate.ts';
import type { StatusOptions } from './options.ts';

/** The commits that are not deployed, as their deployment would find them. */
export interface NextDeployment {
  /** The number of commits. */
  readonly count: number;
  /** Their approved pull requests; empty if it would be refused. */
  readonly pullRequests: readonly PullRequestName[];
  /** Why it would be refused: a sentence for each commit with what to do. */
  readonly refusals: readonly string[];
  /** Why the approvals could not be checked. */
  readonly unknown?: string;
}

/**
 * Checks the approvals of the commits that are not deployed, as their deployment would.
 * @param count how many of them are not of deployments themselves
 */
export async function checkNext(
  { clients, target, newest, sourceRepository, approvers, allowStaleApproval }: StatusOptions,
  order: CommitOrder & { readonly order: 'newer' },
  count: number,
): Promise<NextDeployment> {
  const version = { sourceRepository, commit: newest };
  const nothing = { count, pullRequests: [], refusals: [] };
  try {
    const brought = await listCommitsToProve(clients, { version, target }, order);
    // Where DAGs and values share a repository, only deployments were committed.
    if (brought.commits.length === 0) return nothing;
    const request = { version, approval: { approvers, allowStaleApproval } };
    const { pullRequests } = await proveCommits(clients, request, order, brought, {
      associationLimitMs: SHORT_INDEX_LIMIT_MS,
    });
    return { ...nothing, pullRequests };
  } catch (error) {
    // An error of GitHub says nothing about the approvals.
    if (!(error instanceof UserError)) return { ...nothing, unknown: formatError(error) };
    const findings = error.findings.map(({ message }) => message);
    return { ...nothing, refusals: findings.length === 0 ? [formatError(error)] : findings };
  }
}
