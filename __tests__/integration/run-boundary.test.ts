/** Unhandled errors and signals are reported like any error, and end the step at once. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { readStepLog } from '../../sandbox/runner/workflow-commands.ts';

const RUN = resolve(import.meta.dirname, '../../src/runner/run.ts');

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'flux-airflow-boundary-'));
  for (const name of ['output', 'summary']) writeFileSync(join(folder, name), '');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Runs a step with the given code as its work; sends `signal` once it prints something. */
async function runStep(work: string, signal?: NodeJS.Signals) {
  const step = `import { run } from ${JSON.stringify(RUN)}; await run('deploy', async () => { ${work} });`;
  const env = {
    PATH: process.env.PATH,
    GITHUB_ACTIONS: 'true',
    GITHUB_OUTPUT: join(folder, 'output'),
    GITHUB_STEP_SUMMARY: join(folder, 'summary'),
  };
  const child = spawn(process.execPath, ['--input-type=module', '--eval', step], { env });
  const ended = new Promise<readonly [number | null, NodeJS.Signals | null]>((end) =>
    child.once('close', (code, killedBy) => end([code, killedBy])),
  );
  if (signal !== undefined) child.stdout.once('data', () => child.kill(signal));
  const [out, end] = await Promise.all([text(child.stdout), ended]);
  const { annotations } = readStepLog(out);
  const summary = readFileSync(join(folder, 'summary'), 'utf8');
  return { end, annotations, summary, output: readFileSync(join(folder, 'output'), 'utf8') };
}

const FOREVER = 'await new Promise((resolve) => setTimeout(resolve, 60_000));';

test.each([
  ['an exception in a callback', "setTimeout(() => { throw new TypeError('late'); });"],
  ['a promise that is not awaited', "void Promise.reject(new TypeError('late'));"],
])('%s: `internal-error`, the side effects, and the step ends', async (_, fault) => {
  const { end, annotations, summary, output } = await runStep(`${fault} ${FOREVER}`);
  expect(end).toEqual([1, null]);
  expect(annotations).toEqual([
    expect.objectContaining({ title: 'internal-error', message: expect.stringContaining('TypeError: late') }),
  ]);
  expect(annotations[0]?.message).toContain('Safe now: Nothing was committed to the GitOps repository');
  expect(summary).toContain('❌ deploy: internal-error');
  expect(output).toMatch(/^outcome<<(\S+)\nfailed\n\1$/m);
});

test.each(['SIGINT', 'SIGTERM'] as const)('%s: `cancelled`, and the process ends by the signal', async (signal) => {
  const { end, annotations, summary } = await runStep(`console.log('working'); ${FOREVER}`, signal);
  expect(end).toEqual([null, signal]);
  expect(annotations).toEqual([
    expect.objectContaining({
      title: 'cancelled',
      message: expect.stringContaining(`The run was cancelled (${signal})`),
    }),
  ]);
  expect(summary).toContain('❌ deploy: cancelled');
});
