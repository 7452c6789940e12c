import { execFile } from 'node:child_process';
import { join, relative } from 'node:path';
import { info } from '@actions/core';
import type { DagFinding } from '../airflow/finding.ts';
import type { Base } from './base.ts';
import type { CheckOptions } from './options.ts';

const LIMIT_MS = 60_000;

interface Violation {
  readonly code: string | null;
  readonly message: string;
  readonly filename: string;
  readonly location: { readonly row: number };
}

/**
 * Returns the findings of ruff's Airflow rules in the Python files that the pull request changes; without a base, in all
 * files. Paths are relative to the workspace. https://docs.astral.sh/ruff/rules/#airflow-air
 */
export async function lintChanged(
  { workspace, dags, ruff }: CheckOptions,
  base: Base | undefined,
): Promise<DagFinding[]> {
  const code = relative(workspace, join(dags, '..')) || '.';
  const isCode = (path: string) => path.endsWith('.py') && (code === '.' || path.startsWith(`${code}/`));
  const files = base === undefined ? [code] : base.changed.filter(isCode);
  if (files.length === 0) return [];
  const options = ['check', '--isolated', '--no-cache', '--select', 'AIR', '--output-format', 'json', '--exit-zero'];
  const { stdout, failure } = await run(ruff, [...options, '--', ...files], workspace);
  if (failure !== undefined) {
    info(`ruff failed, so deprecated Airflow features were not checked: ${failure} Set the input ruff to its path.`);
    return [];
  }
  const violations: readonly Violation[] = JSON.parse(stdout);
  return violations.flatMap(({ code: rule, message, filename, location: { row: line } }): DagFinding[] => {
    const location = { file: relative(workspace, filename), line };
    return rule?.startsWith('AIR')
      ? [{ level: 'warning', code: 'dag-deprecated', message: `${message} (${rule})`, location }]
      : [];
  });
}

function run(program: string, args: readonly string[], cwd: string) {
  const { promise, resolve } = Promise.withResolvers<{ readonly stdout: string; readonly failure?: string }>();
  const options = { cwd, timeout: LIMIT_MS, maxBuffer: 256 << 20 };
  execFile(program, args, options, (error, stdout, stderr) =>
    resolve(error === null ? { stdout } : { stdout, failure: `${stderr.trim().split('\n').at(-1) || error.message}.` }),
  );
  return promise;
}
