import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createEcrAccount, type EcrAccount, startEcr } from '../../sandbox/ecr/index.ts';
import { type Registry as SandboxRegistry, startRegistry } from '../../sandbox/registry/index.ts';
import { seedBase, seedRuntime } from '../../sandbox/runtime/seed.ts';
import type { RealizeOptions } from '../../src/build/options.ts';
import type { Extent } from '../../src/build/plan/plan.ts';
import { openRegistry } from '../../src/registry/client.ts';
import { readMachine } from '../../src/runner/environment.ts';
import { permitWrites } from '../../src/write-permission.ts';

const DOCKERFILE = `ARG AIRFLOW_VERSION=3.3.2
ARG PYTHON_VERSION=3.13
FROM apache/airflow:\${AIRFLOW_VERSION}-python\${PYTHON_VERSION}
ARG AIRFLOW_VERSION
COPY requirements.txt /requirements.txt
RUN pip install --no-cache-dir "apache-airflow==\${AIRFLOW_VERSION}" \\
    # pinned by Airflow
    -r /requirements.txt
ENV PYTHONPATH=\${AIRFLOW_HOME}
COPY --chown=airflow:root business_logic \${AIRFLOW_HOME}/business_logic
COPY --chown=airflow:root dags \${AIRFLOW_HOME}/dags
`;

export const FILES: Readonly<Record<string, string>> = {
  Dockerfile: DOCKERFILE,
  'requirements.txt': 'pandas==3.0.0\n',
  '.dockerignore': '**/__pycache__\n',
  'dags/orders.py': 'print("orders")\n',
  'dags/sales/daily.py': 'print("sales")\n',
  'dags/__pycache__/orders.pyc': 'compiled\n',
  'business_logic/prices.py': 'VAT = 0.2\n',
};

export interface Stage {
  readonly folder: string;
  readonly context: string;
  readonly mirror: SandboxRegistry;
  readonly registry: SandboxRegistry;
  readonly account: EcrAccount;
  write(files: Readonly<Record<string, string>>): void;
  /** Pushes the runtime of the current Dockerfile. */
  seedRuntime(extent?: Extent, platform?: string): Promise<string>;
  /** Commits all files at a fixed time; returns the commit. */
  commit(): string;
  /** Returns the options for building the image of a commit. */
  options(commit: string): RealizeOptions;
  close(): Promise<void>;
}

const TIME = '2026-11-20T09:30:00+01:00';
const GIT_ENVIRONMENT = { GIT_AUTHOR_DATE: TIME, GIT_COMMITTER_DATE: TIME, GIT_CONFIG_GLOBAL: '/dev/null' };

/** Sets up a checkout with a Dockerfile and DAGs, Amazon ECR and its registry, and a mirror with the base image. */
export async function setStage(repository: string): Promise<Stage> {
  const folder = mkdtempSync(join(tmpdir(), 'flux-airflow-build-'));
  const context = join(folder, 'checkout');
  const account = createEcrAccount({ repositories: [repository] });
  const [api, registry, mirror] = await Promise.all([
    startEcr({ account }),
    startRegistry({ directory: join(folder, 'registry'), ecr: account }),
    startRegistry({ directory: join(folder, 'mirror') }),
  ]);
  const environment = { ...process.env };
  Object.assign(process.env, account.credentials, {
    AWS_ENDPOINT_URL: api.url,
    FLUX_AIRFLOW_REGISTRY_ENDPOINTS: JSON.stringify({ [account.registryHost]: registry.url }),
  });
  await seedBase(mirror);
  const git = (...args: string[]) =>
    execFileSync('git', ['-C', context, '-c', 'user.name=t', '-c', 'user.email=t@example.com', ...args], {
      env: { ...process.env, ...GIT_ENVIRONMENT },
      encoding: 'utf8',
    }).trim();
  const write = (files: Readonly<Record<string, string>>) => {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(context, path)), { recursive: true });
      writeFileSync(join(context, path), text);
    }
  };
  write(FILES);
  git('init', '-q');
  const commit = () => {
    git('add', '-A', '-f');
    git('commit', '-q', '--allow-empty', '-m', 'change');
    return git('rev-parse', 'HEAD');
  };
  const close = async () => {
    process.env = environment;
    await Promise.all([api.close(), registry.close(), mirror.close()]);
    rmSync(folder, { recursive: true, force: true });
  };
  const image = `${account.registryHost}/${repository}`;
  const seed = (extent: Extent = 'runtime', platform = 'linux/amd64') =>
    seedRuntime({ mirror, registry, account, workspace: context, image, extent, platform });
  const options = (sha: string): RealizeOptions => {
    const name = { registry: account.registryHost, repository };
    return {
      image: name,
      registry: openRegistry({ image: name, machine: readMachine() }),
      machine: readMachine(),
      commit: sha,
      tagPrefix: 'version-',
      context,
      file: join(context, 'Dockerfile'),
      buildArgs: {},
      platforms: ['linux/amd64'],
      sourceUrl: 'https://github.com/team/flux-airflow',
      registryMirror: mirror.host,
      dryRun: false,
      permission: permitWrites(),
    };
  };
  return { folder, context, mirror, registry, account, write, seedRuntime: seed, commit, options, close };
}
