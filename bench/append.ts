import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { requirePart } from '../scripts/parts/installed.ts';
import { type Measurement, median, spreadOf, takeSamples } from './measure.ts';
import { bundleEntry } from './parts/bundle-entry.ts';
import { craneAppend, timed } from './parts/processes.ts';
import { REPOSITORY } from './parts/runtime.ts';
import { openWorkshop } from './parts/workshop.ts';

const run = promisify(execFile);
const RUNS = 21;
const DAGS = 100;
/** As many files as in a Python image, so that the index is as large. Their bytes are not read. */
const SIZE = { bytes: 30_000_000, files: 30_000 };

interface Parts {
  readonly build: number;
  readonly push: number;
  readonly work: number;
}

/**
 * Measures one process that builds and pushes the image of a changed DAG, against `crane append` of a finished tar.
 * crane is a Go binary that reads no Dockerfile and resolves no base image.
 */
export async function append(): Promise<Measurement[]> {
  const [workshop, entry] = await Promise.all([openWorkshop(DAGS, SIZE), bundleEntry('assemble')]);
  const { registry, team, runtime } = workshop;
  const parts: Parts[] = [];
  const tar = join(team.directory, '.git', 'dags.tar');
  const ours = async () => {
    const commit = await team.change();
    const start = performance.now();
    const argv = [entry.file, `${registry.host}/${REPOSITORY}`, team.directory, commit, `append-${parts.length}-`];
    const { stdout } = await run(process.execPath, argv);
    parts.push(JSON.parse(stdout));
    return performance.now() - start;
  };
  const theirs = async () => {
    await team.change();
    await run('tar', ['-C', team.directory, '-cf', tar, 'dags']);
    return craneAppend(registry.host, runtime, tar, `crane-${parts.length}`);
  };
  try {
    await ours();
    await theirs();
    parts.length = 0;
    const start = () => timed(requirePart('crane'), 'version');
    const [mine = [], crane = [], started = []] = await takeSamples(RUNS, ours, theirs, start);
    const common = { limit: null, unit: 'ms', runs: RUNS } as const;
    const part = (name: keyof Parts) => parts.map((figures) => figures[name]);
    return [
      {
        name: 'append',
        ours: median(mine),
        theirs: median(crane),
        spread: spreadOf(mine),
        goal: 'theirs / ours ≥ 0.25',
        ...common,
      },
      {
        name: 'append-work',
        ours: median(part('work')),
        theirs: median(crane) - median(started),
        spread: spreadOf(part('work')),
        goal: 'theirs / ours ≥ 0.67',
        ...common,
      },
      { name: 'append-work-build', ours: median(part('build')), theirs: null, ...common },
      { name: 'append-work-push', ours: median(part('push')), theirs: null, ...common },
    ];
  } finally {
    await Promise.all([workshop.close(), entry.remove()]);
  }
}
