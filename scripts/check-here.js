#!/usr/bin/env node
/**
 * Runs `check` on a developer's machine, as pre-commit does: `scripts/check-here.js [--dags FOLDER] [--python PATH]
 * [--ruff PATH] [--base COMMIT] [--full]`. Keeps results in the repository's git folder. Prints one line per finding, as compilers do. Needs Node 24 and a Python with Airflow.
 */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import util from 'node:util';

/** The version with which GitHub's runner starts the action. */
const NODE = 24;

if (Number.parseInt(process.versions.node, 10) < NODE) {
  const message = `needs Node ${NODE}, but ${process.execPath} is ${process.versions.node}. Put Node ${NODE} first on the PATH, for example with “nvm install ${NODE}”.`;
  console.error(`flux-airflow-check ${message}`);
  process.exit(1);
}

const { values } = util.parseArgs({
  options: {
    dags: { type: 'string', default: 'airflow/dags' },
    python: { type: 'string', default: 'python' },
    ruff: { type: 'string', default: 'ruff' },
    base: { type: 'string', default: 'HEAD' },
    full: { type: 'boolean', default: false },
  },
});
const git = spawnSync('git', ['rev-parse', '--absolute-git-dir'], { encoding: 'utf8' });
const cache = git.status === 0 ? join(git.stdout.trim(), 'flux-airflow') : '';
const always = { context: '.', file: 'Dockerfile', platforms: 'linux/amd64', comment: 'false', cache };
const inputs = { ...values, ...always };
const temp = mkdtempSync(join(tmpdir(), 'flux-airflow-check-'));
const { GITHUB_STEP_SUMMARY: _, GITHUB_OUTPUT: __, GITHUB_EVENT_PATH: ___, ...inherited } = process.env;
const child = spawn(process.execPath, [resolve(import.meta.dirname, '../dist/check/index.js')], {
  env: {
    ...inherited,
    ...Object.fromEntries(Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value])),
    GITHUB_REPOSITORY: 'local/checkout',
    GITHUB_WORKSPACE: process.cwd(),
    RUNNER_TEMP: temp,
  },
  stdio: ['ignore', 'pipe', 'inherit'],
});
createInterface({ input: child.stdout }).on('line', (line) => {
  const [, level, properties = '', message = ''] = /^::(error|warning|notice)(?: (.*?))?::(.*)$/.exec(line) ?? [];
  if (level !== undefined) console.log(`${formatLocation(properties)}${level}: ${decode(message)}`);
  else if (!line.startsWith('::') && line.trim() !== '') console.log(line);
});
child.on('close', (code) => {
  rmSync(temp, { recursive: true, force: true });
  process.exitCode = code ?? 1;
});

/** Returns `file:line: ` of a workflow command; empty if it has no file. */
function formatLocation(properties) {
  const { file, line } = Object.fromEntries(properties.split(',').map((pair) => pair.split('=')));
  return file === undefined ? '' : `${decode(file)}:${line}: `;
}

/** Reverses the escapes of https://github.com/actions/toolkit/blob/main/packages/core/src/command.ts */
function decode(text) {
  return text.replace(/%(0D|0A|3A|2C|25)/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
}
