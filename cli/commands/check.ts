import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { Command } from 'commander';
import { EXIT } from '../failure.ts';
import { PACKAGE } from '../package-folder.ts';
import { findDagFolders } from '../repository/dag-folders.ts';
import { listFiles } from '../repository/files.ts';

interface Flags {
  readonly repo: string;
  readonly dags?: string;
  readonly python: string;
  readonly ruff: string;
  readonly base: string;
  readonly full: boolean;
  readonly json?: boolean;
}

/** A line of `scripts/check-here.js`. */
const FINDING = /^(?:(?<file>.+?):(?<line>\d+): )?(?<level>error|warning|notice): (?<message>.*)$/;

/** Adds `check` to the program. */
export function addCheck(program: Command): void {
  program
    .command('check')
    .summary('load every DAG on this machine, and show what is wrong with it')
    .description(
      'Runs the check of pull requests on your files as they are, with a Python that has Airflow and your packages. The pre-commit hook does the same.',
    )
    .option('--repo <folder>', 'folder of your repository', '.')
    .option('--dags <folder>', 'DAG folder, relative to the repository (default: the folder dags with most DAGs)')
    .option('--python <path>', 'Python with Airflow and all packages of the DAGs', 'python')
    .option('--ruff <path>', 'ruff, for fixes of deprecated code', 'ruff')
    .option('--base <commit>', 'commit to compare with', 'HEAD')
    .option('--full', 'load all DAGs, although results of earlier runs are valid', false)
    .option('--json', 'print the findings as JSON')
    .action(run);
}

/** Runs the script of the pre-commit hook, which needs no packages. */
async function run({ repo, json = false, full, ...flags }: Flags): Promise<void> {
  const directory = resolve(repo);
  const files = await listFiles(directory);
  const [found = 'dags'] = flags.dags === undefined ? await findDagFolders(files) : [flags.dags];
  const options = { dags: found, python: flags.python, ruff: flags.ruff, base: flags.base };
  const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]);
  const script = join(PACKAGE, 'scripts/check-here.js');
  const child = spawn(process.execPath, [script, ...args, ...(full ? ['--full'] : [])], {
    cwd: directory,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines: string[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => (json ? lines.push(line) : console.log(line)));
  const [code] = (await once(child, 'close')) as [number | null];
  if (json) console.log(JSON.stringify({ ok: code === 0, findings: lines.flatMap(readFinding) }, null, 2));
  if (code !== 0) process.exitCode = EXIT.failed;
}

function readFinding(text: string): object[] {
  const { file, line, level, message } = FINDING.exec(text)?.groups ?? {};
  if (level === undefined) return [];
  return [{ level, message, ...(file === undefined ? {} : { file, line: Number(line) }) }];
}
