import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';
import { describeWith } from './parts/find-part.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const run = promisify(execFile);

describeWith(['actionlint'], 'workflows by actionlint', ({ actionlint = '' }) => {
  test('nothing is found', async () => {
    const workflows = ['.github/workflows', 'template/.github/workflows'].flatMap((folder) =>
      readdirSync(join(ROOT, folder)).map((name) => join(ROOT, folder, name)),
    );
    expect(workflows.length).toBeGreaterThan(3);
    const { stdout } = await run(actionlint, ['-no-color', ...workflows], { cwd: ROOT });
    expect(stdout).toBe('');
  }, 60_000);
});

describeWith(['zizmor'], 'workflows and actions by zizmor, pedantic', ({ zizmor = '' }) => {
  test('nothing is found', async () => {
    const { stdout } = await run(
      zizmor,
      ['--persona', 'pedantic', '--offline', '--format', 'json', '.github', 'action.yml', 'actions', 'template'],
      { cwd: ROOT },
    );
    expect(JSON.parse(stdout)).toEqual([]);
  }, 60_000);
});
