import type { Route } from '../../http/service.ts';
import type { GitHubState } from '../state.ts';
import { repositoryEndpoint } from './endpoint.ts';

/** Serves https://docs.github.com/rest/actions/permissions#get-default-workflow-permissions-for-a-repository */
export function actionsSettingsRoutes(state: GitHubState): Route[] {
  return [
    repositoryEndpoint(
      state,
      'GET',
      '/actions/permissions/workflow',
      ['administration', 'read'],
      async ({ repository: { settings } }) => ({
        body: {
          default_workflow_permissions: settings.workflowToken,
          can_approve_pull_request_reviews: settings.actionsMayApprove,
        },
      }),
    ),
  ];
}
