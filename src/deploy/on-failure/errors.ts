import { UserError } from '../../errors.ts';
import type { DeploymentFailure } from '../deployment-failure.ts';
import { describeResume, describeRollback, type OperationPage, type RollbackPage } from '../rollback-page.ts';

/** The pages where a person goes on. */
export interface Pages {
  readonly rollbackPage: RollbackPage | undefined;
  readonly resumePage: OperationPage | undefined;
}

/** A rollback that is committed. */
export interface RolledBack {
  /** The tag that failed. */
  readonly failed: string;
  /** What failed, without a full stop. */
  readonly evidence: string;
  /** The tag that is deployed again. */
  readonly tag: string;
  /** Its commit in the GitOps repository. */
  readonly commit: string;
  readonly repository: string;
  /** The address of the issue about it; `undefined`: there is none. */
  readonly issue: string | undefined;
}

/** Returns the error of a run that rolled back, and whose restored version runs. */
export function rolledBack(back: RolledBack, pages: Pages): UserError {
  const { failed, evidence, tag } = back;
  return new UserError(
    'rolled-back',
    `${failed} failed: ${evidence}. ${tag}, the last version that was seen healthy, runs again (${place(back)}), with a hold.`,
    nextSteps(back, pages),
    { headline: `${failed} failed; ${tag} runs again` },
  );
}

/**
 * Returns the error of a run that rolled back, but whose restored version is not known to run.
 * @param why what became of its rollout, without a full stop
 */
export function rollbackFailed(
  back: RolledBack & { readonly remedy?: string | undefined },
  why: string,
  pages: Pages,
): UserError {
  const { failed, evidence, tag, remedy } = back;
  return new UserError(
    'rollback-failed',
    `${failed} failed: ${evidence}. ${tag}, the last version that was seen healthy, is committed again (${place(back)}), with a hold, but ${why}.`,
    `${remedy === undefined ? '' : `${remedy} `}Check the cluster now: other versions may fail for the same reason. ${nextSteps(back, pages)}`,
    { headline: `${failed} failed; ${tag} is committed again, but is not known to run` },
  );
}

/**
 * Returns the error of a run whose deployment failed and was not rolled back.
 * @param why the reason, without a full stop; `remedy`: a sentence; `isUnknown`: the branch could not be read after it
 */
export function rollbackImpossible(
  failed: string,
  { evidence }: DeploymentFailure,
  { why, remedy, isUnknown = false }: { readonly why: string; readonly remedy?: string; readonly isUnknown?: boolean },
  { rollbackPage }: Pages,
): UserError {
  const state = isUnknown
    ? `The run tried to roll back, and could not read whether it did: ${why}`
    : `It is still deployed, because the run could not roll back: ${why}`;
  return new UserError(
    'rollback-impossible',
    `${failed} failed: ${evidence}. ${state}.`,
    [remedy, describeRollback(rollbackPage, undefined)].filter((part) => part !== undefined).join(' '),
    {
      headline: isUnknown
        ? `${failed} failed, and may be rolled back`
        : `${failed} failed, and could not be rolled back`,
    },
  );
}

/** Returns the error of a run whose deployment failed, and was replaced before it could be rolled back. */
export function replacedSince(failure: DeploymentFailure, why: string): UserError {
  const { code, message } = failure;
  return new UserError(
    code,
    `${message} The run did not roll back: ${why}.`,
    'Look at the last commit of the values file, and at the run that made it.',
    { cause: failure },
  );
}

function place({ repository, commit }: RolledBack): string {
  return `${commit.slice(0, 7)} in ${repository}`;
}

function nextSteps({ issue }: RolledBack, { resumePage }: Pages): string {
  const more = issue === undefined ? '' : ` The issue is ${issue}.`;
  return `Merge a fix, then ${describeResume(resumePage)}: it lifts the hold and deploys the newest commit. If the cause was not in the repository, resume without a fix.${more}`;
}
