import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { mergeDag } from '../demo/pull-request.ts';
import { startDistribution } from '../sandbox/distribution/index.ts';
import { startDockerEngine } from '../sandbox/programs/docker-engine.ts';
import { BASE_REPOSITORY, BASE_TAG } from '../sandbox/runtime/base-image.ts';
import { checkout } from '../sandbox/stage/checkout.ts';
import { GITOPS, LEAD, SOURCE, type Stage, VALUES_FILE } from '../sandbox/stage/stage.ts';
import { requirePart } from '../scripts/parts/installed.ts';
import { cloneAndPush, growGitOps } from './bump-vs-clone.ts';
import type { Facts } from './entries/bare-deployment.ts';
import { type Measurement, median, spreadOf, takeSamples } from './measure.ts';
import { startBenchStage } from './parts/bench-stage.ts';
import { bundleEntry } from './parts/bundle-entry.ts';
import { putFarAway } from './parts/distance.ts';
import { AIRFLOW, pushRuntime, REPOSITORY } from './parts/runtime.ts';

const run = promisify(execFile);
const RUNS = 7;

/** The instructions after the last RUN in the Dockerfile of this repository. */
const CODE = `ENV PYTHONPATH=/opt/airflow
COPY --chown=airflow:root airflow/business_logic /opt/airflow/business_logic
COPY --chown=airflow:root airflow/plugins /opt/airflow/plugins
COPY --chown=airflow:root airflow/dags /opt/airflow/dags
`;

export interface Workplace {
  readonly stage: Stage;
  /** Tag of the runtime. */
  readonly runtime: string;
  /** `host:port` of the registry. */
  readonly registry: string;
  readonly apiUrl: string;
}

/**
 * Half of the response time of GitHub's API, in milliseconds. Its median over 10,000 calls is 206 ms:
 * https://d3og.com/mbostock/5503544/
 */
export const AS_GITHUB_MS = 100;
/** The round trip between a runner and fast services in its region, in milliseconds. */
const AS_REGION_MS = 20;

/**
 * Measures a whole deployment of a merge, including the check of the approval, against the usual steps on a fresh runner:
 * docker build and push, clone, sed, commit, push. The limit is a script that makes only the necessary calls, in sequence.
 * It does not wait for an index, check, retry, comment on the pull request, attest or list.
 * `deployment-limit` has the round trips of the real services. The other lines have those of one region, and of loopback,
 * where a call costs only CPU time.
 */
export async function deployment(): Promise<Measurement[]> {
  const [stage, registry, bare] = await Promise.all([
    startBenchStage(),
    startDistribution(),
    bundleEntry('bare-deployment'),
  ]);
  try {
    const workspace = await checkout(stage.source.directory, stage.first, stage.directory);
    const runtime = await pushRuntime(registry.host, workspace, AIRFLOW);
    await growGitOps(stage);
    const near = { stage, runtime, registry: registry.host, apiUrl: stage.github.url };
    const lines = await beside(near, bare.file);
    const region = await overDistance(near, bare.file, AS_REGION_MS);
    const limit = await overDistance(near, bare.file, AS_GITHUB_MS);
    return [
      ...lines,
      { ...region, name: `deployment-limit-${AS_REGION_MS}ms` },
      { ...limit, name: 'deployment-limit', goal: 'ours ≤ 1.3 × limit' },
    ];
  } finally {
    await Promise.all([stage.close(), registry.close(), bare.remove()]);
  }
}

async function beside(place: Workplace, script: string): Promise<Measurement[]> {
  await nameImage(place);
  const [mine = [], limits = [], theirs = []] = await takeSamples(
    RUNS,
    () => ours(place),
    () => bareScript(place, script),
    () => usualSteps(place),
  );
  const common = { unit: 'ms', runs: RUNS, ours: median(mine), spread: spreadOf(mine) } as const;
  return [
    { name: 'deployment', theirs: median(theirs), limit: null, goal: 'theirs / ours ≥ 30', ...common },
    { name: 'deployment-limit-loopback', theirs: null, limit: median(limits), ...common },
  ];
}

async function overDistance(near: Workplace, script: string, roundTripMs: number): Promise<Omit<Measurement, 'name'>> {
  const portOf = (url: string) => Number(new URL(url).port);
  const [github, registry] = await Promise.all([
    putFarAway(portOf(near.apiUrl), roundTripMs),
    putFarAway(portOf(`http://${near.registry}`), roundTripMs),
  ]);
  try {
    const place = { ...near, registry: registry.host, apiUrl: `http://${github.host}` };
    await nameImage(place);
    const [mine = [], limits = []] = await takeSamples(
      RUNS,
      () => ours(place),
      () => bareScript(place, script),
    );
    return {
      ours: median(mine),
      theirs: null,
      limit: median(limits),
      unit: 'ms',
      runs: RUNS,
      spread: spreadOf(mine),
    };
  } finally {
    await Promise.all([github.close(), registry.close()]);
  }
}

/** Writes the image with this registry's name into the values file. */
export async function nameImage({ stage, registry }: Workplace): Promise<void> {
  const text = String(await stage.gitops.read('main', VALUES_FILE));
  const files = { [VALUES_FILE]: text.replace(/(repository: )\S+/, `$1${registry}/${REPOSITORY}`) };
  await stage.gitops.commit({ branch: 'main', message: 'Image', author: LEAD, files });
}

/** Merges a new DAG. */
function mergeAnother(stage: Stage, name: string): Promise<string> {
  return mergeDag(stage, `${name}_${stage.source.pullRequests.length}`);
}

/** Deploys a new DAG with the bundle and returns the milliseconds; `platforms` is the input. */
export async function ours({ stage, registry, apiUrl }: Workplace, platforms?: string): Promise<number> {
  const commit = await mergeAnother(stage, 'deployed');
  const more = platforms === undefined ? {} : { platforms };
  const inputs = { image: `${registry}/${REPOSITORY}`, 'registry-mirror': registry, ...more };
  const { outputs, log, milliseconds } = await stage.run(commit, { apiUrl, inputs });
  if (outputs.outcome !== 'deployed') throw new Error(log.join('\n'));
  return milliseconds;
}

async function bareScript({ stage, registry, apiUrl, runtime }: Workplace, script: string): Promise<number> {
  const before = await stage.source.head('main');
  const commit = await mergeAnother(stage, 'bare');
  const workspace = await checkout(stage.source.directory, commit, stage.directory);
  const [tar, factsFile] = [join(stage.directory, `${commit}.tar`), join(stage.directory, `${commit}.json`)];
  await run('tar', ['-C', workspace, '-cf', tar, 'airflow']);
  const facts: Facts = {
    apiUrl,
    githubToken: stage.workflowToken,
    gitopsToken: stage.gitopsToken,
    source: SOURCE,
    before,
    commit,
    gitops: GITOPS,
    path: VALUES_FILE,
    previousTag: /version-[0-9a-f]{40}/.exec(String(await stage.gitops.read('main', VALUES_FILE)))?.[0] ?? '',
    tag: `version-${commit}`,
    registry: `http://${registry}/v2`,
    repository: REPOSITORY,
    runtime,
    base: [BASE_REPOSITORY, BASE_TAG],
    tar,
  };
  await writeFile(factsFile, JSON.stringify(facts));
  const start = performance.now();
  await run(process.execPath, [script, factsFile]);
  return performance.now() - start;
}

async function usualSteps({ stage, registry, runtime }: Workplace): Promise<number> {
  const commit = await mergeAnother(stage, 'built');
  const workspace = await checkout(stage.source.directory, commit, stage.directory);
  const folder = await mkdtemp(join(tmpdir(), 'flux-airflow-bench-'));
  const engine = await startDockerEngine(requirePart('docker'), {});
  try {
    const file = join(folder, 'Dockerfile');
    await writeFile(file, `FROM ${registry}/${REPOSITORY}:${runtime}\n${CODE}`);
    const image = `${registry}/${REPOSITORY}:built-${commit}`;
    const start = performance.now();
    await engine.docker('build', '--quiet', '--file', file, '--tag', image, workspace);
    await engine.docker('push', '--quiet', image);
    const built = performance.now() - start;
    return built + (await cloneAndPush(stage, `version-${commit}`));
  } finally {
    await engine.close();
    await rm(folder, { recursive: true, force: true });
  }
}
