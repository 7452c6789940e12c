import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type ActionResult, runAction } from '../../sandbox/runner/run-action.ts';
import { checkOut } from './git.ts';
import type { Settings } from './settings.ts';

const ROOT = resolve(import.meta.dirname, '../..');

/** Variables that the action inherits: settings of AWS and Docker, proxies, addresses of registries. */
const INHERITED = /^(AWS_|DOCKER_|FLUX_AIRFLOW_|HTTPS?_PROXY$|NO_PROXY$|NODE_EXTRA_CA_CERTS$|HOME$)/i;

export interface Deployment {
  readonly commit: string;
  readonly gitopsBranch: string;
  readonly valuesFile: string;
  readonly tagPrefix: string;
  readonly dryRun: boolean;
}

/** Runs the bundle as a runner does, in a fresh checkout of the commit. */
export async function runDeployment(settings: Settings, deployment: Deployment): Promise<ActionResult> {
  const { source, sourceToken, serverUrl, apiUrl, graphqlUrl } = settings;
  const workspace = await mkdtemp(join(tmpdir(), 'flux-airflow-smoke-'));
  try {
    await checkOut(sourceToken, `${serverUrl}/${source}.git`, deployment.commit, workspace);
    const inherited = Object.entries(process.env).flatMap(([name, value]) =>
      value !== undefined && INHERITED.test(name) ? [[name, value]] : [],
    );
    return await runAction({
      action: ROOT,
      repository: source,
      sha: deployment.commit,
      workspace,
      apiUrl,
      token: sourceToken,
      inputs: inputsOf(settings, deployment),
      environment: {
        ...Object.fromEntries(inherited),
        GITHUB_SERVER_URL: serverUrl,
        GITHUB_GRAPHQL_URL: graphqlUrl,
      },
      limitMs: 20 * 60_000,
    });
  } finally {
    await rm(workspace, { recursive: true, force: true });
  }
}

function inputsOf(settings: Settings, deployment: Deployment): Record<string, string> {
  return {
    image: `${settings.image.registry}/${settings.image.repository}`,
    'tag-prefix': deployment.tagPrefix,
    'registry-mirror': settings.registryMirror,
    'gitops-repository': settings.gitops,
    'gitops-branch': deployment.gitopsBranch,
    'gitops-token': settings.gitopsToken,
    'values-file': deployment.valuesFile,
    approvers: settings.approvers,
    'dry-run': String(deployment.dryRun),
  };
}
