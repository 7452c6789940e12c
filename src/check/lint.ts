import { execFile } from 'node:child_process';
import { relative } from 'node:path';
import { info } from '@actions/core';
import type { DagFinding } from '../airflow/findings/finding.ts';
import type { Level } from '../findings.ts';
import { plural } from '../plural.ts';
import type { Base } from './base.ts';
import type { CheckOptions } from './options.ts';

const LIMIT_MS = 60_000;
/** Only what Airflow 3 removes or deprecates: ruff's other rules for Airflow are opinions. */
const RULES = 'AIR3';
/** How many names a finding lists. */
const MAX_NAMES = 8;

interface Violation {
  readonly code: string | null;
  readonly message: string;
  readonly filename: string;
  readonly location: { readonly row: number };
  readonly fix: { readonly message: string | null } | null;
}

/** What ruff says: a finding for each rule, and the files that break one. */
export interface Linted {
  readonly findings: readonly DagFinding[];
  readonly files: ReadonlySet<string>;
}

/**
 * Returns the findings of ruff's rules for Airflow 3 in the Python files of the code that the pull request changes; without
 * a base, in all files. Paths are relative to `checkout`. https://docs.astral.sh/ruff/rules/#airflow-air
 */
export async function lintChanged(
  options: CheckOptions,
  base: Base | undefined,
  airflow: string,
  checkout = options.workspace,
): Promise<Linted> {
  const { stdout, failure } = await ruff(options, base, checkout, ['--output-format', 'json', '--exit-zero']);
  if (failure !== undefined) {
    info(`ruff failed, so deprecated Airflow features were not checked: ${failure} Set the input ruff to its path.`);
    return { findings: [], files: new Set() };
  }
  const violations: readonly Violation[] = stdout === '' ? [] : JSON.parse(stdout);
  const byRule = Map.groupBy(
    violations.filter(({ code }) => code?.startsWith(RULES)),
    ({ code }) => code ?? '',
  );
  const findings = [...byRule].flatMap(([code, found]) => describeRule(code, found, levelOf(code, airflow), checkout));
  return { findings, files: new Set(violations.map(({ filename }) => relative(checkout, filename))) };
}

/** Returns one finding for a rule: how often and where it is broken, and one example of what to write. */
function describeRule(code: string, found: readonly Violation[], level: Level, checkout: string): DagFinding[] {
  const example = found.find(({ fix }) => fix?.message) ?? found[0];
  if (example === undefined) return [];
  const names = new Set(found.map(({ message }) => /`([^`]+)`/.exec(message)?.[1] ?? message));
  const files = new Set(found.map(({ filename }) => filename));
  const shown = [...names].slice(0, MAX_NAMES).join(', ');
  const uses = `${plural(found.length, 'use')} in ${plural(files.size, 'file')} of what Airflow 3 ${describeKind(code)} (${code}): ${shown}${names.size > MAX_NAMES ? ', …' : ''}`;
  const advice = `${example.message.replace(/[.;]+$/, '')}. ${example.fix?.message ?? ''}`.trim();
  const message = [uses, advice].join('\n');
  const location = { file: relative(checkout, example.filename), line: example.location.row };
  return [{ level, code: 'dag-deprecated', message, location }];
}

/** Returns what the rules of a hundred have in common; https://docs.astral.sh/ruff/rules/#airflow-air */
function describeKind(code: string): string {
  return code.startsWith('AIR30') ? 'has removed or moved' : 'still has, under a new name';
}

/** Returns ruff's fixes for the same files as a patch; `undefined`: it has none. */
export async function findFixes(options: CheckOptions, base: Base | undefined): Promise<string | undefined> {
  const { stdout } = await ruff(options, base, options.workspace, ['--diff', '--unsafe-fixes', '--exit-zero']);
  return stdout.trim() === '' ? undefined : stdout;
}

/** Returns a warning for what Airflow 3 has removed, and a notice for what still works. */
function levelOf(code: string, airflow: string): Level {
  return code.startsWith('AIR30') && !airflow.startsWith('2.') ? 'warning' : 'notice';
}

function ruff(
  { workspace, root, ruff: program }: CheckOptions,
  base: Base | undefined,
  checkout: string,
  output: readonly string[],
): Promise<{ readonly stdout: string; readonly failure?: string }> {
  const code = relative(workspace, root) || '.';
  const isCode = (path: string) => path.endsWith('.py') && (code === '.' || path.startsWith(`${code}/`));
  const files = base === undefined ? [code] : base.changed.filter(isCode);
  if (files.length === 0) return Promise.resolve({ stdout: '' });
  return run(
    program,
    ['check', '--isolated', '--no-cache', '--extend-exclude', '.astro', '--select', RULES, ...output, '--', ...files],
    checkout,
  );
}

function run(program: string, args: readonly string[], cwd: string) {
  const { promise, resolve } = Promise.withResolvers<{ readonly stdout: string; readonly failure?: string }>();
  const options = { cwd, timeout: LIMIT_MS, maxBuffer: 256 << 20 };
  execFile(program, args, options, (error, stdout, stderr) =>
    resolve(error === null ? { stdout } : { stdout, failure: `${stderr.trim().split('\n').at(-1) || error.message}.` }),
  );
  return promise;
}
