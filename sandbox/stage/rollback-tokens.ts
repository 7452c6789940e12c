import { GITOPS, SOURCE, type Stage } from './stage.ts';

/** A token of the GitOps App that may write commit statuses. */
export const DEPLOYER = 'ghs_sandboxdeployer0000000000000000000000041';
/** A token of the job that may open issues. */
const JOB = 'ghs_sandboxjobwithissues000000000000000000042';

/** The inputs of a deployment with `on-failure: rollback`, except how it follows the rollout. */
export const ROLLBACK_INPUTS = {
  'gitops-token': DEPLOYER,
  'github-token': JOB,
  'on-failure': 'rollback',
  environment: 'production',
} as const;

/** Adds the tokens of these inputs to a stage. */
export function addRollbackTokens({ github }: Stage, { isLimited = true } = {}): void {
  const app = { app: true, ...(isLimited ? {} : { hourlyLimit: Number.POSITIVE_INFINITY }) } as const;
  const deployer = { contents: 'write', statuses: 'write' } as const;
  github.addToken({ ...app, token: DEPLOYER, login: 'flux-deployer[bot]', permissions: { [GITOPS]: deployer } });
  const job = { contents: 'read', deployments: 'write', pull_requests: 'write', issues: 'write' } as const;
  github.addToken({ ...app, token: JOB, login: 'github-actions[bot]', permissions: { [SOURCE]: job } });
}
