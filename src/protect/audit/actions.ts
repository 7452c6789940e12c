import type { Visibility } from '../../github/api/visibility.ts';
import type { WorkflowPermissions } from '../../github/repository/settings.ts';
import { splitRepository } from '../../github/repository/split-repository.ts';
import { type ProtectionFinding, SEE_ADMINISTRATION } from '../finding.ts';
import type { Workflow } from './workflow.ts';

const SETTINGS = 'Settings → Actions → General → Workflow permissions';

/** Checks the default permissions of workflows: to approve, and to write. */
export function checkPermissions(permissions: Visibility<WorkflowPermissions>): ProtectionFinding[] {
  const approve = { code: 'actions-approve', should: 'Actions cannot approve pull requests' } as const;
  const token = { code: 'workflow-token', should: 'the workflow token is read-only by default' } as const;
  if (permissions.state !== 'seen') {
    const unseen = { state: 'unknown', is: 'the token cannot read it', remedy: SEE_ADMINISTRATION } as const;
    return [
      { ...approve, ...unseen },
      { ...token, ...unseen },
    ];
  }
  const { can_approve_pull_request_reviews: mayApprove, default_workflow_permissions: standard } = permissions.value;
  return [
    mayApprove
      ? {
          ...approve,
          state: 'wrong',
          is: 'they can: a workflow could approve its own change',
          remedy: `Turn it off in ${SETTINGS}.`,
        }
      : { ...approve, state: 'fine', is: 'they cannot', remedy: '' },
    standard === 'write'
      ? { ...token, state: 'wrong', is: 'it can write', remedy: `Choose “Read repository contents” in ${SETTINGS}.` }
      : { ...token, state: 'fine', is: 'read-only', remedy: '' },
  ];
}

/** Checks that actions of other owners are pinned to a commit, and images to a digest. */
export function checkPins(workflows: readonly (Workflow | string)[], repository: string): ProtectionFinding[] {
  const code = 'action-unpinned';
  const should = 'actions of other owners are pinned to a full commit, images to a digest';
  const unread = workflows.filter((workflow) => typeof workflow === 'string');
  const read = workflows.filter((workflow) => typeof workflow !== 'string');
  const verdicts = [
    ...unread.map((file): ProtectionFinding => {
      const remedy = 'Fix the file.';
      return { code, state: 'unknown', is: `${file} is not YAML`, should, remedy, location: { file } };
    }),
    ...read.flatMap(({ path, uses }) =>
      uses
        .filter(({ action }) => !isPinned(action, repository))
        .map(({ action, line }): ProtectionFinding => {
          const remedy = 'Replace the tag by its current commit, with the tag in a comment.';
          const location = { file: path, line };
          return { code, state: 'wrong', is: `${action} can change at any time`, should, remedy, location };
        }),
    ),
  ];
  return verdicts.length > 0 ? verdicts : [{ code, state: 'fine', is: 'all are pinned', should, remedy: '' }];
}

/** Returns whether an action is pinned. `./` is the checkout, and `$/` the repository of the workflow at its own commit. */
function isPinned(action: string, repository: string): boolean {
  if (action.startsWith('./') || action.startsWith('$/')) return true;
  if (action.startsWith('docker://')) return /@sha256:[0-9a-f]{64}$/.test(action);
  const { owner } = splitRepository(repository);
  const [name = '', ref = ''] = action.split('@');
  return /^[0-9a-f]{40}$/.test(ref) || name.toLowerCase().startsWith(`${owner.toLowerCase()}/`);
}
