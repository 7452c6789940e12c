import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { type ActionResult, runAction } from '../../sandbox/runner/run-action.ts';
import { requirePart } from '../../scripts/parts/installed.ts';
import { REPOSITORY } from './runtime.ts';

const run = promisify(execFile);
const ACTIONS = resolve(import.meta.dirname, '../../actions');

/** Returns the milliseconds of `dist/build` and `dist/push`, run as two processes as in a workflow. */
export async function buildAndPush(host: string, workspace: string, sha: string): Promise<number> {
  const runnerTemp = await mkdtemp(join(tmpdir(), 'flux-airflow-runner-temp-'));
  const common = {
    repository: 'flux-data/flux-airflow',
    sha,
    workspace,
    runnerTemp,
    apiUrl: 'http://127.0.0.1',
    token: '',
  };
  const image = `${host}/${REPOSITORY}`;
  try {
    const inputs = { image, 'registry-mirror': host };
    const built = await runAction({ ...common, action: join(ACTIONS, 'build'), inputs });
    const layout = requireOutput(built, 'layout');
    const pushed = await runAction({ ...common, action: join(ACTIONS, 'push'), inputs: { image, layout } });
    if (pushed.outputs.outcome !== 'pushed') throw new Error(`nothing was pushed:\n${pushed.raw}`);
    return built.milliseconds + pushed.milliseconds;
  } finally {
    await rm(runnerTemp, { recursive: true, force: true });
  }
}

/** Returns the milliseconds of `crane append` of a tar to an image. */
export async function craneAppend(host: string, base: string, tar: string, tag: string): Promise<number> {
  const image = `${host}/${REPOSITORY}`;
  return timed(
    requirePart('crane'),
    'append',
    '--base',
    `${image}:${base}`,
    '--new_layer',
    tar,
    '--new_tag',
    `${image}:${tag}`,
  );
}

/** Returns the milliseconds that a program runs. @throws Error if it fails */
export async function timed(program: string, ...args: string[]): Promise<number> {
  const start = performance.now();
  await run(program, args);
  return performance.now() - start;
}

function requireOutput(result: ActionResult, name: string): string {
  const value = result.outputs[name];
  if (value === undefined) throw new Error(`the output ${name} is missing:\n${result.raw}`);
  return value;
}
