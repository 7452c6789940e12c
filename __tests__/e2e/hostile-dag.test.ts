/** A DAG of a pull request can run any code while it is loaded. It finds no secret, and no network in the image. */
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { runAction } from '../../sandbox/runner/run-action.ts';
import { findReason } from '../setup/run-expectation.ts';

const ACTION = resolve(import.meta.dirname, '../../actions/check');
const SECRETS = {
  AWS_SECRET_ACCESS_KEY: 'aws-secret-canary',
  AWS_SESSION_TOKEN: 'aws-session-canary',
  ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'oidc-canary',
  ACTIONS_RUNTIME_TOKEN: 'runtime-canary',
  GITHUB_TOKEN: 'ghs_canary',
};

let folder: string;
let workspace: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'flux-airflow-hostile-'));
  workspace = join(folder, 'workspace');
  mkdirSync(join(workspace, 'airflow/dags'), { recursive: true });
  writeFileSync(join(workspace, 'Dockerfile'), 'FROM scratch\nCOPY airflow /opt/airflow\n');
  writeFileSync(join(workspace, 'airflow/dags/evil.py'), 'import os\n');
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=m', '-c', 'user.email=m@x', ...args], { cwd: workspace });
  git('init', '--quiet');
  git('add', '--all');
  git('commit', '--quiet', '--message', 'evil');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Returns a program that records each call in a file, and then runs `then`. A call that is killed before leaves no record. */
function witness(name: string, then: string): string {
  const path = join(folder, name);
  const script = `#!/bin/sh\nf=$(mktemp ${folder}/part-XXXXXX)\n{ printf '%s\\n' "$@"; echo --; env; } > "$f"\nmv "$f" "$f.call"\n${then}\n`;
  writeFileSync(path, script);
  chmodSync(path, 0o755);
  return path;
}

function calls(): { readonly args: readonly string[]; readonly environment: string }[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.call'))
    .map((name) => {
      const [args = '', environment = ''] = readFileSync(join(folder, name), 'utf8').split('\n--\n');
      return { args: args.split('\n'), environment };
    });
}

function check(inputs: Record<string, string>) {
  return runAction({
    action: ACTION,
    repository: 'flux-data/flux-airflow',
    sha: '0'.repeat(40),
    workspace,
    runnerTemp: folder,
    apiUrl: 'http://127.0.0.1:9',
    token: 'ghs_workflow_canary',
    environment: { ...SECRETS, PATH: `${folder}${delimiter}${process.env.PATH}` },
    inputs,
  });
}

test('an interpreter of the runner loads DAGs without secrets of the run', async () => {
  const result = await check({ python: witness('python', 'exit 1') });
  expect(findReason(result.annotations)?.title).toBe('airflow-missing');
  expect(calls().length).toBeGreaterThan(0);
  for (const { args, environment } of calls()) {
    expect(environment).toContain('AIRFLOW_HOME=');
    for (const secret of [...Object.values(SECRETS), 'ghs_workflow_canary']) {
      expect(`${args.join(' ')} ${environment}`).not.toContain(secret);
    }
  }
});

test('a container loads DAGs without network, capabilities, a writable disk or secrets of the run', async () => {
  witness('docker', 'case "$1" in image) echo "[]";; run) exit 1;; esac');
  const result = await check({});
  expect(findReason(result.annotations)?.title).toBe('airflow-missing');
  const runs = calls().filter(({ args: [verb] }) => verb === 'run');
  expect(runs.length).toBeGreaterThan(0);
  for (const { args } of runs) {
    const line = args.join(' ');
    for (const option of [
      '--network none',
      '--read-only',
      '--cap-drop ALL',
      '--security-opt no-new-privileges',
      '--pids-limit',
    ]) {
      expect(line).toContain(option);
    }
    const given = args.filter((_, index) => args[index - 1] === '--env').map((pair) => pair.split('=')[0]);
    expect(given.toSorted()).toEqual([
      'AIRFLOW_HOME',
      'AIRFLOW__LOGGING__BASE_LOG_FOLDER',
      'AIRFLOW__LOGGING__DAG_PROCESSOR_CHILD_PROCESS_LOG_DIRECTORY',
      'AIRFLOW__SCHEDULER__CHILD_PROCESS_LOG_DIRECTORY',
      'PYTHONHASHSEED',
    ]);
    const mounts = args.filter((_, index) => args[index - 1] === '--volume');
    expect(mounts).toEqual([expect.stringMatching(/\/loader:\/flux-airflow-loader:ro$/)]);
    for (const secret of Object.values(SECRETS)) expect(line).not.toContain(secret);
  }
});
