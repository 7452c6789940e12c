import { flag, optional, secret } from '../../runner/inputs.ts';
import type { RunContext } from '../../runner/run-context.ts';
import type { DeployOptions, RolloutOptions } from '../options.ts';
import type { RollbackPage } from '../rollback-page.ts';
import { GitHubDeployment } from './github-deployment.ts';
import type { DeploymentObserver } from './observer.ts';
import { PullRequestComment } from './pull-request-comment.ts';
import { RollbackChoices } from './rollback-options.ts';

type ObservedDeployment = Pick<DeployOptions, 'commit' | 'tag' | 'dryRun' | 'target' | 'tagPrefix' | 'registry'> & {
  readonly rollout: RolloutOptions | undefined;
  readonly rollbackPage: RollbackPage | undefined;
};

/** Who hears of a deployment, by the inputs `comment` and `environment`; nobody of a dry run. */
export function readObservers({ repository, runUrl }: RunContext, options: ObservedDeployment): DeploymentObserver[] {
  const { commit, tag, dryRun, rollout } = options;
  if (dryRun) return [];
  const environment = optional('environment');
  const told = { repository, runUrl, tag, token: secret('github-token') };
  return [
    new RollbackChoices({ ...options, gitopsToken: secret('gitops-token') }),
    ...(flag('comment') ? [new PullRequestComment(told)] : []),
    ...(environment === undefined
      ? []
      : [new GitHubDeployment({ ...told, commit, environment, isFollowed: rollout !== undefined })]),
  ];
}
