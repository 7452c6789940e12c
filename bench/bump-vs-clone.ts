import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { mergeDag } from '../demo/pull-request.ts';
import type { Call } from '../sandbox/http/service.ts';
import { GITOPS, OTHER_VALUES_FILE, type Stage, VALUES_FILE } from '../sandbox/stage/stage.ts';
import { git } from '../scripts/smoke/git.ts';
import { type Measurement, median } from './measure.ts';
import { startBenchStage } from './parts/bench-stage.ts';

const RUNS = 11;
const FILES = 500;
const COMMITS = 160;
const TOKEN = 'ghp_sandboxcloningtoken000000000000000000009';

const run = promisify(execFile);

interface MeasuredBump {
  readonly milliseconds: number;
  readonly calls: readonly Call[];
}

/** Measures the change of a tag in a GitOps repository of 500 files and 160 commits, against clone, sed, commit and push. */
export async function bumpVsClone(): Promise<Measurement[]> {
  const stage = await startBenchStage();
  try {
    await growGitOps(stage);
    const ours: MeasuredBump[] = [];
    const theirs: MeasuredBump[] = [];
    for (let round = 0; round < RUNS; round += 1) {
      const commit = await pushImage(stage, round);
      theirs.push(await counted(stage, () => cloneAndPush(stage, `version-${'0'.repeat(39)}${round % 10}`)));
      ours.push(await counted(stage, () => bumpValues(stage, commit)));
    }
    const line = (name: string, unit: Measurement['unit'], figure: (bump: MeasuredBump) => number) => ({
      name: `bump-vs-clone${name}`,
      ours: median(ours.map(figure)),
      theirs: median(theirs.map(figure)),
      limit: name === '' ? median(ours.map(waited)) : null,
      unit,
      runs: RUNS,
    });
    return [
      line('', 'ms', ({ milliseconds }) => milliseconds),
      line('-calls', 'calls', ({ calls }) => calls.length),
      line('-bytes', 'bytes', ({ calls }) =>
        calls.reduce((sum, call) => sum + call.requestBytes + call.responseBytes, 0),
      ),
    ];
  } finally {
    await stage.close();
  }
}

/** Returns the time spent in the services: the minimum for any client whose calls depend on each other. */
export function waited({ calls }: Pick<MeasuredBump, 'calls'>): number {
  return calls.reduce((sum, { startedAt, endedAt }) => sum + endedAt - startedAt, 0);
}

/** Grows the GitOps repository to a realistic size. */
export async function growGitOps({ github, gitops }: Stage): Promise<void> {
  github.addUser({ login: 'cloner' });
  github.addToken({ token: TOKEN, login: 'cloner', permissions: { [GITOPS]: { contents: 'write' } } });
  const text = String(await gitops.read('main', VALUES_FILE)).repeat(5);
  const files = Array.from({ length: FILES }, (_, index) => [
    `charts/${index % 20}/file-${index}.yaml`,
    `# ${index}\n${text}`,
  ]);
  await gitops.commit({ branch: 'main', message: 'Charts', author: 'cloner', files: Object.fromEntries(files) });
  for (let index = 0; index < COMMITS; index += 1) {
    const change = { [`charts/${index % 20}/file-${index}.yaml`]: `# ${index}, changed\n${text}` };
    await gitops.commit({ branch: 'main', message: `Change ${index}`, author: 'cloner', files: change });
  }
}

async function pushImage(stage: Stage, run: number): Promise<string> {
  const commit = await mergeDag(stage, `measured_${run}`);
  const { image = '', 'registry-mirror': mirror = '' } = stage.deployInputs();
  const built = await stage.run(commit, { entry: 'build', inputs: { image, 'registry-mirror': mirror } });
  await stage.run(commit, { entry: 'push', inputs: { image, layout: built.outputs.layout ?? '' } });
  return commit;
}

async function counted(stage: Stage, work: () => Promise<number>): Promise<MeasuredBump> {
  const services = [stage.github.service, stage.registry.service, stage.ecr.service];
  const before = services.map(({ calls }) => calls.length);
  const milliseconds = await work();
  return { milliseconds, calls: services.flatMap(({ calls }, index) => calls.slice(before[index])) };
}

async function bumpValues(stage: Stage, commit: string): Promise<number> {
  const { 'registry-mirror': _, ...inputs } = stage.deployInputs();
  const result = await stage.run(commit, { entry: 'bump-values', inputs });
  if (result.outputs.outcome !== 'deployed') throw new Error(result.log.join('\n'));
  return result.milliseconds;
}

/** Returns the milliseconds of clone, sed, commit and push. */
export async function cloneAndPush({ gitops }: Stage, tag: string): Promise<number> {
  const directory = await mkdtemp(join(tmpdir(), 'flux-airflow-clone-'));
  try {
    const start = performance.now();
    await git(TOKEN, directory, 'clone', '--quiet', gitops.gitUrl, '.');
    await git(TOKEN, directory, 'config', 'user.name', 'GitHub Actions');
    await git(TOKEN, directory, 'config', 'user.email', 'actions@example.com');
    await run('sed', ['-i', `s/tag: version-.*/tag: ${tag}/`, join(directory, OTHER_VALUES_FILE)]);
    await git(TOKEN, directory, 'add', OTHER_VALUES_FILE);
    await git(TOKEN, directory, 'commit', '--quiet', '-m', `Update image to ${tag}`);
    await git(TOKEN, directory, 'push', '--quiet', 'origin', 'main');
    return performance.now() - start;
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
