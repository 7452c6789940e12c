import { flag, optional, secret } from '../action/inputs.ts';
import type { RollbackPage } from '../action/rollback-page.ts';
import type { RunContext } from '../action/run-context.ts';
import type { DeployOptions } from './deploy.ts';
import type { Listener } from './listener.ts';
import { DeploymentRecord } from './record.ts';
import type { RolloutOptions } from './rollout.ts';
import { Thread } from './thread.ts';
import { WaysBack } from './ways-back.ts';

type Told = Pick<DeployOptions, 'commit' | 'tag' | 'dryRun' | 'target' | 'tagPrefix' | 'registry'> & {
  readonly rollout: RolloutOptions | undefined;
  readonly rollbackPage: RollbackPage | undefined;
};

/** Who hears of a deployment, by the inputs `comment` and `environment`; nobody of a dry run. */
export function readListeners({ repository, runUrl }: RunContext, options: Told): Listener[] {
  const { commit, tag, dryRun, rollout } = options;
  if (dryRun) return [];
  const environment = optional('environment');
  const told = { repository, runUrl, tag, token: secret('github-token') };
  return [
    new WaysBack({ ...options, gitopsToken: secret('gitops-token') }),
    ...(flag('comment') ? [new Thread(told)] : []),
    ...(environment === undefined
      ? []
      : [new DeploymentRecord({ ...told, commit, environment, isFollowed: rollout !== undefined })]),
  ];
}
