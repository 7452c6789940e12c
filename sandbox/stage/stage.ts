import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { startArgoCd } from '../argocd/index.ts';
import { createEcrAccount, startEcr } from '../ecr/index.ts';
import { startGitHub } from '../github/index.ts';
import { startRegistry } from '../registry/index.ts';
import { type ActionResult, type ActionStep, runAction } from '../runner/run-action.ts';
import { seedRuntime } from '../runtime/seed.ts';
import { CEILINGS } from './ceilings.ts';
import { checkout } from './checkout.ts';
import { assertPlainTexts } from './plain-texts.ts';
import { pushEvent } from './push-event.ts';
import { readSourceFiles } from './source-files.ts';
import { TEAM_VALUES, teamValues } from './values.ts';

export const SOURCE = 'flux-data/flux-airflow';
export const GITOPS = 'flux-data/kubernetes-deployments';
export const VALUES_FILE = 'applications/production-values/flux-airflow-values.yaml';
export const OTHER_VALUES_FILE = 'applications/production-values/elite-airflow-values.yaml';
export const LEAD = 'ada';
export const ENGINEER = 'grace';

const REGISTRY = '123456789012.dkr.ecr.eu-west-1.amazonaws.com';
export const IMAGE = `${REGISTRY}/flux-airflow`;

const ROOT = resolve(import.meta.dirname, '../..');
const WORKFLOW_TOKEN = 'ghs_sandboxworkflowtoken00000000000000000001';
const GITOPS_TOKEN = 'ghs_sandboxgitopstoken0000000000000000000002';
const ARGOCD_TOKEN = 'sandbox-argocd-token';
const ARGOCD_READ_TOKEN = 'sandbox-argocd-read-token';

export interface StageOptions {
  /** The text of the team's values file, in which repository and tag are set. */
  readonly values?: string;
  /** `false` turns off the check against GitHub's own description, for measurements. */
  readonly checkAnswers?: boolean;
  /** Additional files of the source repository, as path → content. */
  readonly files?: Readonly<Record<string, string | Buffer>>;
}

export type Stage = Awaited<ReturnType<typeof startStage>>;

/** Starts all services of one data team on loopback: GitHub with two repositories, Amazon ECR with a runtime image, Argo CD. */
export async function startStage({ values = TEAM_VALUES, checkAnswers = true, files = {} }: StageOptions = {}) {
  const directory = await mkdtemp(join(tmpdir(), 'flux-airflow-stage-'));
  const account = createEcrAccount({
    accountId: '123456789012',
    region: 'eu-west-1',
    repositories: ['flux-airflow', 'elite-airflow'],
  });
  const [github, registry, ecr, mirror] = await Promise.all([
    startGitHub({
      directory: join(directory, 'github'),
      checkAnswers,
      ...(checkAnswers ? { ceilings: CEILINGS } : {}),
    }),
    startRegistry({ directory: join(directory, 'ecr'), ecr: account }),
    startEcr({ account }),
    startRegistry({ directory: join(directory, 'mirror') }),
  ]);
  for (const login of [LEAD, ENGINEER]) github.addUser({ login });
  const source = await github.createRepository(SOURCE, {
    files: { ...(await readSourceFiles()), ...files },
    collaborators: { [LEAD]: 'admin', [ENGINEER]: 'write' },
  });
  const first = await source.head('main');
  const gitops = await github.createRepository(GITOPS, {
    files: {
      [VALUES_FILE]: teamValues(values, IMAGE, `version-${first}`),
      [OTHER_VALUES_FILE]: teamValues(TEAM_VALUES, `${REGISTRY}/elite-airflow`, `version-${'e'.repeat(40)}`),
      'README.md': '# What runs on the cluster\n',
    },
  });
  const unlimited = checkAnswers ? {} : { hourlyLimit: Number.POSITIVE_INFINITY };
  github.addToken({
    token: WORKFLOW_TOKEN,
    login: 'github-actions[bot]',
    app: true,
    permissions: { [SOURCE]: { checks: 'write', contents: 'read', deployments: 'write', pull_requests: 'write' } },
    ...unlimited,
  });
  github.addToken({
    token: GITOPS_TOKEN,
    login: 'flux-deployer[bot]',
    app: true,
    permissions: { [GITOPS]: { contents: 'write' } },
    ...unlimited,
  });
  const argocd = await startArgoCd({
    token: ARGOCD_TOKEN,
    readToken: ARGOCD_READ_TOKEN,
    applications: [{ name: 'flux-airflow', repository: gitops.directory, branch: 'main', valuesFile: VALUES_FILE }],
  });
  const environment = {
    AWS_ENDPOINT_URL: ecr.url,
    AWS_REGION: account.region,
    ...account.credentials,
    FLUX_AIRFLOW_REGISTRY_ENDPOINTS: JSON.stringify({ [REGISTRY]: registry.url }),
  };
  await seedRuntime({
    mirror,
    registry,
    account,
    workspace: await checkout(source.directory, first, directory),
    image: IMAGE,
  });

  /** Runs an action of this repository in a fresh checkout of a commit, as a job of the source repository. */
  async function run(
    sha: string,
    step: Partial<Omit<ActionStep, 'inputs'>> & { entry?: string; inputs?: Record<string, string> } = {},
  ): Promise<ActionResult> {
    const { entry, inputs, ...rest } = step;
    const workspace = await checkout(source.directory, sha, directory);
    const running = runAction({
      action: entry === undefined ? ROOT : join(ROOT, 'actions', entry),
      repository: SOURCE,
      sha,
      workspace,
      runnerTemp: directory,
      apiUrl: github.url,
      token: WORKFLOW_TOKEN,
      environment,
      event: await pushEvent(source, sha),
      actor: LEAD,
      ...rest,
      inputs: { ...(entry === undefined ? deployInputs() : {}), ...inputs },
    });
    const result = await running.finally(() => rm(workspace, { recursive: true, force: true }));
    // The check quotes the messages of ruff and of Airflow.
    if (entry !== 'check') assertPlainTexts(result);
    return result;
  }

  function statusInputs(): Record<string, string> {
    return {
      image: IMAGE,
      'gitops-repository': GITOPS,
      'gitops-token': GITOPS_TOKEN,
      'values-file': VALUES_FILE,
    };
  }

  function bumpInputs(): Record<string, string> {
    return { ...statusInputs(), approvers: LEAD };
  }

  function deployInputs(): Record<string, string> {
    return { ...bumpInputs(), 'registry-mirror': mirror.host };
  }

  /** Returns a registry password, as Amazon ECR issues for a role with pull rights. */
  function pullPassword(): string {
    const [key] = account.accessKeys.values();
    if (key === undefined) throw new Error('the account has no access key');
    return account.issueToken(key).password;
  }

  /** Returns all values that must never be visible: the given tokens, and those issued by Amazon ECR. */
  function secrets(): string[] {
    const { AWS_ACCESS_KEY_ID: _, ...awsSecret } = account.credentials;
    const encoded = [...account.tokens.keys()].flatMap((password) => [
      password,
      Buffer.from(`AWS:${password}`).toString('base64'),
    ]);
    return [WORKFLOW_TOKEN, GITOPS_TOKEN, ...Object.values(awsSecret), ...encoded];
  }

  async function close(): Promise<void> {
    try {
      await Promise.all([github.close(), registry.close(), ecr.close(), mirror.close(), argocd.close()]);
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  }

  return {
    directory,
    github,
    source,
    gitops,
    registry,
    mirror,
    ecr,
    account,
    argocd,
    argocdToken: ARGOCD_TOKEN,
    /** Can only read applications. */
    argocdReadToken: ARGOCD_READ_TOKEN,
    first,
    statusInputs,
    bumpInputs,
    deployInputs,
    environment,
    workflowToken: WORKFLOW_TOKEN,
    gitopsToken: GITOPS_TOKEN,
    pullPassword,
    secrets,
    run,
    close,
  };
}
