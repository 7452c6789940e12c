import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startDockerEngine } from '../__tests__/real/parts/docker-engine.ts';
import { mergeDag } from '../demo/pull-request.ts';
import { type Distribution, startDistribution } from '../sandbox/distribution/index.ts';
import type { Call } from '../sandbox/http/service.ts';
import { checkout } from '../sandbox/stage/checkout.ts';
import { IMAGE, LEAD, type Stage, startStage, VALUES_FILE } from '../sandbox/stage/stage.ts';
import { requirePart } from '../scripts/parts/installed.ts';
import { cloneAndPush, growGitOps, waited } from './bump-vs-clone.ts';
import { type Measurement, median, spreadOf } from './measure.ts';
import { AIRFLOW, pushRuntime, REPOSITORY } from './parts/runtime.ts';

const RUNS = 3;

/** What the Dockerfile of this repository does behind its last RUN. */
const CODE = `ENV PYTHONPATH=/opt/airflow
COPY --chown=airflow:root airflow/business_logic /opt/airflow/business_logic
COPY --chown=airflow:root airflow/plugins /opt/airflow/plugins
COPY --chown=airflow:root airflow/dags /opt/airflow/dags
`;

/**
 * A whole deployment of a merge, proof of approval included, against today's steps on a fresh runner: docker build and
 * push, clone, sed, commit, push. The limit is what the services take to answer, one call after the other.
 */
export async function deployment(): Promise<Measurement[]> {
  const [stage, registry] = await Promise.all([startStage({ judge: false }), startDistribution()]);
  try {
    const image = `${registry.host}/${REPOSITORY}`;
    const workspace = await checkout(stage.source.directory, stage.first, stage.directory);
    const runtime = await pushRuntime(registry.host, workspace, AIRFLOW);
    await growGitOps(stage);
    const values = String(await stage.gitops.read('main', VALUES_FILE)).replace(IMAGE, image);
    await stage.gitops.commit({ branch: 'main', message: 'Image', author: LEAD, files: { [VALUES_FILE]: values } });
    const [mine, limits, theirs]: [number[], number[], number[]] = [[], [], []];
    for (let round = 0; round < RUNS; round += 1) {
      theirs.push(await todaysSteps(stage, registry, runtime, round));
      const { milliseconds, calls } = await ours(stage, registry, image, round);
      mine.push(milliseconds);
      limits.push(waited({ calls }));
    }
    const common = { unit: 'ms', runs: RUNS, ours: median(mine), spread: spreadOf(mine) } as const;
    return [
      { name: 'deployment', theirs: median(theirs), limit: null, goal: 'theirs / ours ≥ 30', ...common },
      { name: 'deployment-limit', theirs: null, limit: median(limits), ...common },
    ];
  } finally {
    await Promise.all([stage.close(), registry.stop()]);
  }
}

interface Deployed {
  readonly milliseconds: number;
  readonly calls: readonly Call[];
}

async function ours(stage: Stage, { host }: Distribution, image: string, round: number): Promise<Deployed> {
  const commit = await mergeDag(stage, `deployed_${round}`);
  const { calls } = stage.github.service;
  const before = calls.length;
  const result = await stage.run(commit, { inputs: { image, 'registry-mirror': host } });
  if (result.outputs.outcome !== 'deployed') throw new Error(result.log.join('\n'));
  return { milliseconds: result.milliseconds, calls: calls.slice(before) };
}

async function todaysSteps(stage: Stage, { host }: Distribution, runtime: string, round: number): Promise<number> {
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
