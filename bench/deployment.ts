import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startDockerEngine } from '../__tests__/real/parts/docker-engine.ts';
import { mergeDag } from '../demo/pull-request.ts';
import { type Distribution, startDistribution } from '../sandbox/distribution/index.ts';
import { BASE_REPOSITORY, BASE_TAG } from '../sandbox/runtime/base-image.ts';
import { checkout } from '../sandbox/stage/checkout.ts';
import { GITOPS, IMAGE, LEAD, SOURCE, type Stage, startStage, VALUES_FILE } from '../sandbox/stage/stage.ts';
import { requirePart } from '../scripts/parts/installed.ts';
import { cloneAndPush, growGitOps } from './bump-vs-clone.ts';
import type { Facts } from './entries/bare-deployment.ts';
import { type Measurement, median, spreadOf } from './measure.ts';
import { bundleEntry } from './parts/bundle-entry.ts';
import { AIRFLOW, pushRuntime, REPOSITORY } from './parts/runtime.ts';

const run = promisify(execFile);
const RUNS = 7;

/** What the Dockerfile of this repository does behind its last RUN. */
const CODE = `ENV PYTHONPATH=/opt/airflow
COPY --chown=airflow:root airflow/business_logic /opt/airflow/business_logic
COPY --chown=airflow:root airflow/plugins /opt/airflow/plugins
COPY --chown=airflow:root airflow/dags /opt/airflow/dags
`;

interface Workplace {
  readonly stage: Stage;
  readonly registry: Distribution;
  /** Tag of the runtime. */
  readonly runtime: string;
}

/**
 * A whole deployment of a merge, proof of approval included, against today's steps on a fresh runner: docker build and
 * push, clone, sed, commit, push. The limit is a bare script: a process that makes only the calls that are needed, one
 * after the other. It neither waits for an index nor judges, retries, tells the pull request, attests or lists.
 */
export async function deployment(): Promise<Measurement[]> {
  const [stage, registry, bare] = await Promise.all([
    startStage({ judge: false }),
    startDistribution(),
    bundleEntry('bare-deployment'),
  ]);
  try {
    const image = `${registry.host}/${REPOSITORY}`;
    const workspace = await checkout(stage.source.directory, stage.first, stage.directory);
    const runtime = await pushRuntime(registry.host, workspace, AIRFLOW);
    await growGitOps(stage);
    const values = String(await stage.gitops.read('main', VALUES_FILE)).replace(IMAGE, image);
    await stage.gitops.commit({ branch: 'main', message: 'Image', author: LEAD, files: { [VALUES_FILE]: values } });
    const place = { stage, registry, runtime };
    const [mine, limits, theirs]: [number[], number[], number[]] = [[], [], []];
    for (let round = 0; round < RUNS; round += 1) {
      theirs.push(await todaysSteps(place, round));
      limits.push(await bareScript(place, bare.file, round));
      mine.push(await ours(place, round));
    }
    const common = { unit: 'ms', runs: RUNS, ours: median(mine), spread: spreadOf(mine) } as const;
    return [
      { name: 'deployment', theirs: median(theirs), limit: null, goal: 'theirs / ours ≥ 30', ...common },
      { name: 'deployment-limit', theirs: null, limit: median(limits), goal: 'ours ≤ 1.3 × limit', ...common },
    ];
  } finally {
    await Promise.all([stage.close(), registry.stop(), bare.remove()]);
  }
}

async function ours({ stage, registry: { host } }: Workplace, round: number): Promise<number> {
  const commit = await mergeDag(stage, `deployed_${round}`);
  const image = `${host}/${REPOSITORY}`;
  const { outputs, log, milliseconds } = await stage.run(commit, { inputs: { image, 'registry-mirror': host } });
  if (outputs.outcome !== 'deployed') throw new Error(log.join('\n'));
  return milliseconds;
}

async function bareScript({ stage, registry: { host }, runtime }: Workplace, script: string, round: number) {
  const before = await stage.source.head('main');
  const commit = await mergeDag(stage, `bare_${round}`);
  const workspace = await checkout(stage.source.directory, commit, stage.directory);
  const [tar, told] = [join(stage.directory, `${round}.tar`), join(stage.directory, `${round}.json`)];
  await run('tar', ['-C', workspace, '-cf', tar, 'airflow']);
  const facts: Facts = {
    apiUrl: stage.github.url,
    githubToken: stage.workflowToken,
    gitopsToken: stage.gitopsToken,
    source: SOURCE,
    before,
    commit,
    gitops: GITOPS,
    path: VALUES_FILE,
    previousTag: /version-[0-9a-f]{40}/.exec(String(await stage.gitops.read('main', VALUES_FILE)))?.[0] ?? '',
    tag: `version-${commit}`,
    registry: `http://${host}/v2`,
    repository: REPOSITORY,
    runtime,
    base: [BASE_REPOSITORY, BASE_TAG],
    tar,
  };
  await writeFile(told, JSON.stringify(facts));
  const start = performance.now();
  await run(process.execPath, [script, told]);
  return performance.now() - start;
}

async function todaysSteps({ stage, registry: { host }, runtime }: Workplace, round: number): Promise<number> {
  const commit = await mergeDag(stage, `built_${round}`);
  const workspace = await checkout(stage.source.directory, commit, stage.directory);
  const folder = await mkdtemp(join(tmpdir(), 'flux-airflow-bench-'));
  const engine = await startDockerEngine(requirePart('docker'), {});
  try {
    const file = join(folder, 'Dockerfile');
    await writeFile(file, `FROM ${host}/${REPOSITORY}:${runtime}\n${CODE}`);
    const image = `${host}/${REPOSITORY}:built-${round}`;
    const start = performance.now();
    await engine.docker('build', '--quiet', '--file', file, '--tag', image, workspace);
    await engine.docker('push', '--quiet', image);
    const built = performance.now() - start;
    return built + (await cloneAndPush(stage, `version-${'0'.repeat(39)}${round}`));
  } finally {
    await engine.stop();
    await rm(folder, { recursive: true, force: true });
  }
}
