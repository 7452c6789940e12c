import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installDocker } from '../../sandbox/docker/install.ts';
import { createEcrAccount, startEcr } from '../../sandbox/ecr/index.ts';
import { startGitHub } from '../../sandbox/github/index.ts';
import { startRegistry } from '../../sandbox/registry/index.ts';
import { parseEcrHost } from '../../src/registry/providers/ecr.ts';

export const SOURCE = 'your-team/airflow';
export const GITOPS = 'your-team/gitops';
export const LEAD = 'lead';
export const ENGINEER = 'engineer';
export const SOURCE_TOKEN = 'ghs_sandboxworkflowtoken00000000000000000001';
export const GITOPS_TOKEN = 'ghs_sandboxgitopstoken0000000000000000000002';

export type TryStage = Awaited<ReturnType<typeof startTryStage>>;

/** Starts GitHub and registries on loopback, and writes a `docker` that executes nothing. `registries`: hosts of images. */
export async function startTryStage(registries: readonly string[], image: string) {
  const directory = await mkdtemp(join(tmpdir(), 'flux-airflow-try-'));
  const region = registries.map((host) => parseEcrHost(host)?.region).find((each) => each !== undefined);
  const account = createEcrAccount(region === undefined ? {} : { region });
  const [github, registry, mirror, ecr, programs] = await Promise.all([
    startGitHub({ directory: join(directory, 'github'), checkAnswers: false }),
    startRegistry({ directory: join(directory, 'registry') }),
    startRegistry({ directory: join(directory, 'mirror') }),
    startEcr({ account }),
    installDocker(join(directory, 'bin')),
  ]);
  for (const login of [LEAD, ENGINEER]) github.addUser({ login });
  const permissions = { checks: 'write', contents: 'read', pull_requests: 'write' } as const;
  github.addToken({
    token: SOURCE_TOKEN,
    login: 'github-actions[bot]',
    app: true,
    permissions: { [SOURCE]: permissions },
  });
  github.addToken({
    token: GITOPS_TOKEN,
    login: 'deployer[bot]',
    app: true,
    permissions: { [GITOPS]: { contents: 'write' } },
  });
  const endpoints = {
    ...Object.fromEntries(registries.map((host) => [host, mirror.url])),
    [image.split('/', 1)[0] ?? '']: registry.url,
  };
  const environment = {
    PATH: `${programs}:${process.env.PATH ?? ''}`,
    AWS_ENDPOINT_URL: ecr.url,
    AWS_REGION: account.region,
    ...account.credentials,
    FLUX_AIRFLOW_REGISTRY_ENDPOINTS: JSON.stringify(endpoints),
  };
  const running = new AbortController();
  const close = async () => {
    running.abort();
    await Promise.allSettled([github.close(), registry.close(), mirror.close(), ecr.close()]);
    // A git that still runs can write while the folder is removed.
    await rm(directory, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
  };
  return { directory, github, registry, mirror, endpoints, environment, signal: running.signal, close };
}
