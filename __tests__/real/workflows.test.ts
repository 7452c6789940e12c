import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';
import { parse, stringify } from 'yaml';
import { type Kind, kindOf } from '../repository/examples.ts';
import { readExamples, readPages } from '../repository/markdown.ts';
import { describeWith } from './parts/find-part.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const run = promisify(execFile);

/** https://github.com/rhysd/actionlint/issues/711, and `queue` of May 2026 */
const NOT_KNOWN_YET = ['specifying action "\\$/', 'unexpected key "queue" for "concurrency" section'];

describeWith(['actionlint'], 'workflows with actionlint', ({ actionlint = '' }) => {
  test('there are no findings', async () => {
    const workflows = ['.github/workflows', 'template/.github/workflows'].flatMap((folder) =>
      readdirSync(join(ROOT, folder)).map((name) => join(ROOT, folder, name)),
    );
    expect(workflows.length).toBeGreaterThan(3);
    const ignored = NOT_KNOWN_YET.flatMap((message) => ['-ignore', message]);
    const { stdout } = await run(actionlint, ['-no-color', ...ignored, ...workflows], { cwd: ROOT });
    expect(stdout).toBe('');
  });

  test('the workflows of the documentation have no findings', async () => {
    const workflows = examplesOf('workflow');
    expect(workflows.length).toBeGreaterThan(3);
    expect(await lint(actionlint, workflows)).toBe('');
  });

  test('its steps have no findings, except outputs of steps that an excerpt does not show', async () => {
    const parts = examplesOf('steps');
    expect(parts.length).toBeGreaterThan(5);
    const jobs = parts.map(({ value, ...part }) => ({ ...part, text: stringify(workflowOf(value)) }));
    expect(await lint(actionlint, jobs, '-ignore', 'property "\\w+" is not defined')).toBe('');
  });
});

interface Example {
  readonly page: string;
  readonly text: string;
}

/** Returns the documentation's examples of one kind, each with a single document. */
function examplesOf(kind: Kind): (Example & { readonly value: unknown })[] {
  const examples = readPages().flatMap(readExamples);
  const single = examples.filter(({ language, text }) => language === 'yaml' && !/^---$/m.test(text));
  const parsed = single.map(({ page, text }) => ({ page, text, value: parse(text) }));
  return parsed.filter(({ value }) => kindOf(value) === kind);
}

/** Wraps a part of a job in a whole workflow. */
function workflowOf(part: unknown): object {
  const job = Array.isArray(part) ? { steps: part } : part;
  return { on: 'push', jobs: { example: { 'runs-on': 'ubuntu-24.04', ...(job as object) } } };
}

/** Returns the findings of actionlint. */
async function lint(actionlint: string, workflows: readonly Example[], ...args: readonly string[]): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'flux-airflow-examples-'));
  try {
    const files = workflows.map(({ page }, index) => join(folder, `${page.replaceAll('/', '-')}-${index}.yaml`));
    await Promise.all(files.map((file, index) => writeFile(file, workflows[index]?.text ?? '')));
    const linted = run(actionlint, ['-no-color', ...args, ...files], { cwd: folder });
    const { stdout } = await linted.catch((error) => {
      // https://github.com/rhysd/actionlint/blob/main/docs/usage.md#exit-status
      if (error.code !== 1) throw error;
      return error;
    });
    return stdout;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

describeWith(['zizmor'], 'workflows and actions with zizmor, pedantic', ({ zizmor = '' }) => {
  test('there are no findings', async () => {
    const { stdout } = await run(
      zizmor,
      ['--persona', 'pedantic', '--offline', '--format', 'json', '.github', 'action.yml', 'actions', 'template'],
      { cwd: ROOT },
    );
    expect(JSON.parse(stdout)).toEqual([]);
  });
});
