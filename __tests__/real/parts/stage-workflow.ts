import { randomUUID } from 'node:crypto';
import { checkout } from '../../../sandbox/stage/checkout.ts';
import { GITOPS, IMAGE, LEAD, type Stage } from '../../../sandbox/stage/stage.ts';
import { runWorkflow, type WorkflowResult, type WorkflowRun } from './act.ts';

const ROLE = 'arn:aws:iam::123456789012:role/flux-airflow-deployer';

type Started = Pick<WorkflowRun, 'act' | 'workflow' | 'eventName' | 'vars' | 'environment' | 'repositories'> & {
  readonly inputs?: Readonly<Record<string, string>>;
  /** The commit of the event. Default: the head of main. */
  readonly commit?: string;
};

/** Runs a workflow on main with act, with the variables, secrets and roles of a data team. */
export async function runOnMain(stage: Stage, started: Started): Promise<WorkflowResult> {
  const { inputs = {}, commit, vars, environment, ...run } = started;
  const key = randomUUID();
  const head = await stage.source.head('main');
  return runWorkflow({
    ...run,
    event: { ref: 'refs/heads/main', after: commit ?? head, deleted: false, inputs },
    workspace: await checkout(stage.source.directory, head, stage.directory),
    githubUrl: stage.github.url,
    vars: { AWS_ROLE: ROLE, AWS_REGION: 'eu-west-1', GITOPS_APP_ID: '7', IMAGE, APPROVERS: LEAD, ...vars },
    secrets: { GITHUB_TOKEN: stage.workflowToken, GITOPS_APP_KEY: key },
    environment: { ...cloudEnvironment(stage, ROLE), ...appEnvironment(stage, key), ...environment },
  });
}

/** Returns the role and its keys for the stand-in of `configure-aws-credentials`. */
export function cloudEnvironment(
  { environment, mirror }: Stage,
  role: string,
  keys: Readonly<Record<string, string>> = {},
): Record<string, string> {
  const { AWS_ENDPOINT_URL = '', FLUX_AIRFLOW_REGISTRY_ENDPOINTS = '', ...aws } = environment;
  const endpoints = { ...JSON.parse(FLUX_AIRFLOW_REGISTRY_ENDPOINTS), 'docker.io': mirror.url };
  return {
    AWS_ENDPOINT_URL,
    FLUX_AIRFLOW_REGISTRY_ENDPOINTS: JSON.stringify(endpoints),
    SANDBOX_ROLE: role,
    ...Object.fromEntries(Object.entries({ ...aws, ...keys }).map(([name, value]) => [`SANDBOX_${name}`, value])),
  };
}

/** Returns the app with write access to the GitOps repository, and its key, for the stand-in of `create-github-app-token`. */
export function appEnvironment({ gitopsToken }: Stage, key: string): Record<string, string> {
  return {
    SANDBOX_APP_ID: '7',
    SANDBOX_APP_KEY: key,
    SANDBOX_APP_SCOPE: `${GITOPS} contents:write`,
    SANDBOX_APP_TOKEN: gitopsToken,
  };
}
