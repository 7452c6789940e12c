import { startAwsRole, subjectOf } from '../../../sandbox/stage/aws-role.ts';
import { checkout } from '../../../sandbox/stage/checkout.ts';
import { APP_ID, addDeployerApp } from '../../../sandbox/stage/deployer-app.ts';
import { GITOPS, IMAGE, LEAD, SOURCE, type Stage } from '../../../sandbox/stage/stage.ts';
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
  const head = await stage.source.head('main');
  const job = await startJob(stage, { role: ROLE, subject: subjectOf(SOURCE) });
  const workflow = {
    ...run,
    event: { ref: 'refs/heads/main', after: commit ?? head, deleted: false, inputs },
    workspace: await checkout(stage.source.directory, head, stage.directory),
    githubUrl: stage.github.url,
    vars: { AWS_ROLE: ROLE, GITOPS_APP_ID: APP_ID, IMAGE, APPROVERS: LEAD, ...vars },
    secrets: { GITHUB_TOKEN: stage.workflowToken, ...job.secrets },
    environment: { ...cloudEnvironment(stage, ROLE), ...job.environment, ...environment },
  };
  return runWorkflow(workflow).finally(job.close);
}

export interface JobOptions {
  readonly role: string;
  /** What the role may do. Default: all. */
  readonly allowed?: ReadonlySet<string>;
  /** The subject of the job's token. */
  readonly subject: string;
  /** The subject that the role trusts. Default: that of the job. */
  readonly trusts?: string;
  readonly appId?: number;
}

/** Starts what gives a job its credentials: GitHub's OpenID Connect tokens, AWS STS with a role, and the GitHub App. */
export async function startJob(stage: Stage, { role, allowed, subject, trusts = subject, appId }: JobOptions) {
  const audience = 'sts.amazonaws.com';
  const trusted = { arn: role, audience, subject: trusts, ...(allowed === undefined ? {} : { allowed }) };
  const { sts, identity, close } = await startAwsRole(stage, { subject, roles: [trusted] });
  const granted = { contents: 'write', metadata: 'read', pull_requests: 'write', members: 'read' } as const;
  const { privateKey } = addDeployerApp(stage.github, { permissions: granted }, appId);
  return {
    secrets: { GITOPS_APP_KEY: privateKey },
    environment: { ...sts.environment, ...identity.environment, ...appEnvironment(stage, privateKey) },
    close: async () => {
      await close();
    },
  };
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
    SANDBOX_APP_ID: APP_ID,
    SANDBOX_APP_KEY: key,
    SANDBOX_APP_SCOPE: `${GITOPS} contents:write`,
    SANDBOX_APP_TOKEN: gitopsToken,
  };
}
