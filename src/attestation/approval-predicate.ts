import type { Proof } from '../approval/proof.ts';
import type { CommitOrder } from '../gitops/commit-order.ts';
import type { DeploymentRequest } from '../gitops/request.ts';

/** The predicate of an approval; docs/reference/approval-predicate.schema.json describes it. A change that a reader must know gets a new version. */
export const APPROVAL_PREDICATE = 'https://github.com/flux-data/flux-airflow/attestations/approval/v1';

/** Who approved the source of an image, as the run that built it checked it. */
export interface ApprovalPredicate {
  readonly source: { readonly repository: string; readonly commit: string };
  /** The commit that was deployed before: the approvals are for the commits after it. */
  readonly after?: string;
  readonly pullRequests: readonly ApprovedPullRequest[];
  /** Commits that a later pull request approved. */
  readonly approvedAfterwards?: readonly string[];
  /** The rules that decided who may approve, and the commit that they were read at. */
  readonly policy?: { readonly source: 'policy-file' | 'input' | 'codeowners'; readonly commit: string };
  /** What the proof leaves out, because no version that was deployed before the commit is known. */
  readonly notProved?: string;
  /** Commits that were deployed without an approval. */
  readonly breakGlass?: { readonly by: string; readonly reason: string; readonly commits: readonly string[] };
  readonly run: { readonly url: string; readonly actor: string };
}

export interface ApprovedPullRequest {
  readonly number: number;
  readonly url: string;
  readonly head: string;
  readonly approvals: readonly {
    readonly review: string;
    readonly reviewer: string;
    /** The reviewed commit; absent if it no longer exists. */
    readonly head?: string;
    readonly at: string;
  }[];
}

/** Returns the predicate of a proved deployment; `undefined` if the proof names no approval and no break-glass. */
export function approvalPredicate(
  { version, run }: Pick<DeploymentRequest, 'version' | 'run'>,
  serverUrl: string,
  { proof, order }: { readonly proof: Proof; readonly order: CommitOrder },
): ApprovalPredicate | undefined {
  const { pullRequests, approvedAfterwards, rules, notProved, brokenGlass } = proof;
  if (pullRequests.length === 0 && brokenGlass === undefined) return undefined;
  return {
    source: { repository: `${serverUrl}/${version.sourceRepository}`, commit: version.commit },
    ...(order.order === 'newer' ? { after: order.deployed } : {}),
    pullRequests: pullRequests.map(({ number, url, head, approvals }) => ({
      number,
      url,
      head,
      approvals: approvals.map(({ id: review, author: reviewer, commit, submittedAt: at }) => ({
        review,
        reviewer,
        ...(commit === undefined ? {} : { head: commit }),
        at,
      })),
    })),
    ...(approvedAfterwards.length === 0 ? {} : { approvedAfterwards }),
    ...(rules === undefined ? {} : { policy: { source: rules.source, commit: rules.at } }),
    ...(notProved === undefined ? {} : { notProved }),
    ...(brokenGlass === undefined
      ? {}
      : {
          breakGlass: {
            by: brokenGlass.by,
            reason: brokenGlass.reason,
            commits: brokenGlass.commits.map(({ oid }) => oid),
          },
        }),
    run: { url: run.url, actor: run.actor },
  };
}
