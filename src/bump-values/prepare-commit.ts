import type { ApprovedDeployment } from '../gates/verdict.ts';
import type { FileChange } from '../github/gitops/commit-files.ts';
import type { ImageOverride } from '../gitops/chart/image-overrides.ts';
import { findOverridesOfTarget } from '../gitops/chart/image-overrides.ts';
import { deployMessage, starterOf } from '../gitops/commit-message.ts';
import { editTexts } from '../gitops/edit-files.ts';
import { formatChanges, formatHoldFile } from '../gitops/format-changes.ts';
import { holdPath, holdText } from '../gitops/hold-file.ts';
import type { DeploymentRequest } from '../gitops/request.ts';
import type { Change as ValueChange } from '../values/edit.ts';

type CommitParts = Pick<DeploymentRequest, 'operation' | 'version' | 'target' | 'run' | 'delivery'>;

/** The message and changes of a commit, for the head that the gates saw. */
export interface PreparedCommit {
  readonly change: Change;
  /** Settings of the values file that keep containers on another image. */
  readonly leftBehind: readonly ImageOverride[];
}

/**
 * Prepares a commit, without input or output.
 * @throws UserError `values-…` when one of the edits cannot be made
 */
export function prepareCommit(approved: ApprovedDeployment, request: CommitParts): PreparedCommit {
  const change = planChange(approved, request);
  const { image, tag } = request.version;
  const deployed = { image, tag, digest: approved.digest };
  return { change, leftBehind: findOverridesOfTarget(approved.file, request.target, deployed, change.values) };
}

/** The changes of one commit in the GitOps repository; no files if everything is there already. */
export interface Change {
  readonly files: readonly FileChange[];
  readonly headline: string;
  readonly body: string;
  /** The changed values only, as `formatChanges` writes them. */
  readonly diff: string;
  /** The changes in the values file itself. */
  readonly values: readonly ValueChange[];
}

/**
 * Plans tag, digest, further edits and hold file of one deployment, all or none.
 * @throws UserError `values-…` when one of the edits cannot be made
 */
export function planChange(approved: ApprovedDeployment, request: CommitParts): Change {
  const { operation, version, target, run, delivery } = request;
  const { commitMessage } = delivery;
  const { file, digest } = approved;
  const edited = editTexts(file, target, { image: version.image, tag: version.tag, digest });
  const changed = edited.filter(({ changes }) => changes.length > 0);
  const hold = changeHold(approved, request);
  return {
    files: [...changed.map(({ path, after }) => ({ path, text: after })), ...hold],
    ...deployMessage({ operation, version, run, approved, ...(commitMessage === undefined ? {} : { commitMessage }) }),
    diff: [
      ...changed.map(formatChanges),
      ...hold.map(({ path, text }) => formatHoldFile(path, text ?? undefined)),
    ].join('\n'),
    values: edited.find(({ path }) => path === target.location.path)?.changes ?? [],
  };
}

function changeHold({ file: { hold } }: ApprovedDeployment, { operation, target, run }: CommitParts): FileChange[] {
  const path = holdPath(target.location.path);
  if (operation.kind === 'resume' && hold !== undefined) return [{ path, text: null }];
  if (operation.kind !== 'rollback') return [];
  return [{ path, text: holdText({ reason: operation.reason, by: starterOf(operation, run), run: run.url }) }];
}
