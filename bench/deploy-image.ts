import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type DockerEngine, startDockerEngine } from '../sandbox/programs/docker-engine.ts';
import { requirePart } from '../scripts/parts/installed.ts';
import { type Measurement, median, spreadOf, takeSamples } from './measure.ts';
import { buildAndPush } from './parts/processes.ts';
import { AIRFLOW, REPOSITORY } from './parts/runtime.ts';
import { CODE } from './parts/team.ts';
import { openWorkshop, type Workshop } from './parts/workshop.ts';

const DAGS = 100;
const COLD_RUNS = 3;
const WARM_RUNS = 11;

/** Measures a changed DAG on a fresh runner, where Docker has to pull the runtime before the build. */
export async function deployImageCold(): Promise<Measurement[]> {
  const workshop = await openWorkshop(DAGS, AIRFLOW);
  const theirs = async () => {
    await workshop.team.change();
    const engine = await startEngine(workshop);
    try {
      return await dockerBuildAndPush(engine, workshop, `cold-${performance.now()}`);
    } finally {
      await engine.close();
    }
  };
  try {
    return [await compare('deploy-image-cold', COLD_RUNS, workshop, theirs, 'theirs / ours ≥ 40')];
  } finally {
    await workshop.close();
  }
}

/** Measures a changed DAG on a runner that has the runtime and the layers of the last build. */
export async function deployImageWarm(): Promise<Measurement[]> {
  const workshop = await openWorkshop(DAGS, AIRFLOW);
  const engine = await startEngine(workshop);
  const theirs = async () => {
    await workshop.team.change();
    return dockerBuildAndPush(engine, workshop, `warm-${performance.now()}`);
  };
  try {
    await theirs();
    return [await compare('deploy-image-warm', WARM_RUNS, workshop, theirs, 'theirs / ours ≥ 1.5')];
  } finally {
    await engine.close();
    await workshop.close();
  }
}

async function compare(
  name: string,
  runs: number,
  { registry, team }: Workshop,
  theirs: () => Promise<number>,
  goal: string,
): Promise<Measurement> {
  const ours = async () => buildAndPush(registry.host, team.directory, await team.change());
  const [mine = [], docker = []] = await takeSamples(runs, ours, theirs);
  return {
    name,
    ours: median(mine),
    theirs: median(docker),
    limit: null,
    unit: 'ms',
    runs,
    spread: spreadOf(mine),
    goal,
  };
}

async function startEngine({ registry, team, runtime }: Workshop): Promise<DockerEngine> {
  const file = join(team.directory, '.git', 'Dockerfile');
  await writeFile(file, `FROM ${registry.host}/${REPOSITORY}:${runtime}\n${CODE}`);
  return startDockerEngine(requirePart('docker'), {});
}

/** Returns the milliseconds of `docker build` and `docker push` of the code on the runtime. */
async function dockerBuildAndPush(
  { docker }: DockerEngine,
  { registry, team }: Workshop,
  tag: string,
): Promise<number> {
  const image = `${registry.host}/${REPOSITORY}:${tag}`;
  const file = join(team.directory, '.git', 'Dockerfile');
  const start = performance.now();
  await docker('build', '--quiet', '--file', file, '--tag', image, team.directory);
  await docker('push', '--quiet', image);
  return performance.now() - start;
}
