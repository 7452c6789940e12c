import { dirname, join, resolve } from 'node:path';
import { runAction } from '../../sandbox/runner/run-action.ts';

const ACTION = resolve(import.meta.dirname, '../../actions/check');

/** Runs the check on a workspace with an interpreter; returns its milliseconds. @throws Error if it fails */
export async function runCheck(
  workspace: string,
  python: string,
  inputs: Readonly<Record<string, string>> = {},
): Promise<number> {
  const start = performance.now();
  const { exitCode, log } = await runAction({
    action: ACTION,
    repository: 'flux-data/flux-airflow',
    sha: 'a'.repeat(40),
    workspace,
    apiUrl: 'http://127.0.0.1:9',
    token: 'not used',
    limitMs: 1_800_000,
    inputs: { python, ruff: join(dirname(python), 'ruff'), ...inputs },
  });
  if (exitCode !== 0) throw new Error(log.join('\n'));
  return performance.now() - start;
}
