import type { BreakGlass } from '../approval/request.ts';
import { UserError } from '../errors.ts';
import { parseHeadline } from '../gitops/headline.ts';
import type { ApprovalRequest, Delivery, DeploymentRequest, ValuesTarget } from '../gitops/request.ts';
import { flag, list, minutes, optional, required } from '../runner/inputs.ts';
import { type RunContext, readCommit } from '../runner/run-context.ts';
import { type FileEdit, parseEdits } from '../values/edit-list.ts';
import { readClusterImage } from './cluster-image.ts';
import { readOperation } from './operation.ts';
import { readPush } from './push.ts';
import { repositoryName } from './repository-name.ts';
import { readBaseFiles, readTargetKeys } from './target-keys.ts';

/**
 * Reads the inputs of a deployment: version, target, delivery and approval.
 * @throws UserError `conflicting-operations`, `reason-missing`, `rollback-tag`, `invalid-commit`, `break-glass-event`, `repository-name`, `input-…`
 */
export async function readDeploymentRequest({
  repository,
  runUrl,
  actor,
  event,
}: RunContext): Promise<DeploymentRequest> {
  const tagPrefix = optional('tag-prefix') ?? '';
  const operation = readOperation();
  const approval = readApproval(event, actor);
  const push = await readPush();
  const commit = operation.kind === 'rollback' ? commitOfTag(operation.tag, tagPrefix) : readCommit();
  const tag = `${tagPrefix}${commit}`;
  return {
    operation,
    version: { sourceRepository: repository, commit, image: readClusterImage(), tagPrefix, tag },
    target: await readValuesTarget(),
    approval,
    allowUnknownDeployed: flag('allow-unknown-deployed'),
    delivery: readDelivery(),
    run: { url: runUrl, actor, ...(push === undefined ? {} : { push }) },
  };
}

function readApproval(event: string, actor: string): ApprovalRequest {
  const breakGlass = readBreakGlass(event, actor);
  return {
    approvers: list('approvers'),
    operators: list('operators') ?? [],
    allowStaleApproval: flag('allow-stale-approval'),
    ...(breakGlass === undefined ? {} : { breakGlass }),
  };
}

/**
 * Reads where the tag is written in the GitOps repository.
 * @throws UserError `input-missing`, `input-boolean`, `repository-name`, `input-edits`
 */
export async function readValuesTarget(): Promise<ValuesTarget> {
  const branch = optional('gitops-branch');
  return {
    location: {
      repository: repositoryName('gitops-repository'),
      path: required('values-file').replace(/^\.?\//, ''),
      ...(branch === undefined ? {} : { branch }),
    },
    ...readTargetKeys(),
    baseFiles: readBaseFiles(),
    edits: readEdits(),
  };
}

/**
 * Reads how the change is delivered to the GitOps branch.
 * @throws UserError `input-mode`, `input-commit-message`, `input-missing`, `input-boolean`, `input-minutes`
 */
function readDelivery(): Delivery {
  const mode = required('mode');
  const autoMerge = flag('auto-merge');
  if (mode !== 'pull-request' && (mode !== 'commit' || autoMerge)) {
    throw new UserError(
      'input-mode',
      `The input mode is ${JSON.stringify(mode)}${autoMerge ? ', with auto-merge' : ''}.`,
      'Write commit or pull-request for mode; auto-merge works only with pull-request.',
    );
  }
  const template = optional('commit-message');
  return {
    mode,
    autoMerge,
    dryRun: flag('dry-run'),
    timeLimitMs: minutes('gitops-timeout'),
    ...(template === undefined ? {} : { commitMessage: parseHeadline(template) }),
  };
}

/** Reads the reason for break-glass. Rejects it in a run that a person did not start, such as that of a push. */
function readBreakGlass(event: string, by: string): BreakGlass | undefined {
  const reason = optional('break-glass');
  if (reason === undefined) return undefined;
  if (event === 'workflow_dispatch') return { reason, by };
  throw new UserError(
    'break-glass-event',
    `break-glass is set in a run that was started by ${event || 'no event'}.`,
    'Start the workflow by hand (workflow_dispatch), and pass break-glass from one of its inputs.',
  );
}

function readEdits(): readonly FileEdit[] {
  const text = optional('edits');
  if (text === undefined) return [];
  return parseEdits(text);
}

function commitOfTag(tag: string, prefix: string): string {
  const commit = tag.startsWith(prefix) ? tag.slice(prefix.length) : '';
  if (/^[0-9a-f]{40}$/.test(commit)) return commit;
  throw new UserError(
    'rollback-tag',
    `rollback-to is ${JSON.stringify(tag)}, which is not the tag of a commit.`,
    `Write a tag that was deployed: ${prefix} and 40 hexadecimal digits. The history of the values file in the GitOps repository shows them.`,
  );
}
