import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { gitText, identity } from '../../../sandbox/github/git.ts';
import { isDagFile } from '../../../scripts/dags-only/dag-files.ts';
import { type Decision, decide } from '../../../scripts/dags-only/decide.ts';

const PERSON = { name: 'Grace', email: 'grace@example.com' };
const DAG = 'airflow/dags/orders.py';
const SOURCE = 'src/errors.ts';

let directory: string;
let base: string;

function git(...args: string[]): Promise<string> {
  return gitText(directory, args, { environment: identity(PERSON) });
}

function write(files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), text);
  }
}

async function commitAll(message: string): Promise<string> {
  await git('add', '--all');
  await git('commit', '--quiet', '--allow-empty', '--message', message);
  return git('rev-parse', 'HEAD');
}

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'flux-airflow-dags-only-'));
  await git('init', '--quiet', '--initial-branch', 'main');
  write({ [DAG]: 'orders = 1\n'.repeat(20), [SOURCE]: 'export {};\n'.repeat(20), 'airflow/dags/old.py': 'old = 1\n' });
  base = await commitAll('base');
});
beforeEach(() => git('checkout', '--quiet', '--force', '--detach', base));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** Makes the merge commit of a pull request as GitHub does, and decides on it. The base has a commit that the branch lacks. */
async function decideOn(change: () => unknown, onBase: Readonly<Record<string, string>> = {}): Promise<Decision> {
  await change();
  const head = await commitAll('change');
  await git('checkout', '--quiet', '--detach', base);
  write(onBase);
  await commitAll('meanwhile on main');
  await git('merge', '--quiet', '--no-ff', '--message', 'Merge', head);
  const sha = await git('rev-parse', 'HEAD');
  return decide({ eventName: 'pull_request', event: { pull_request: { head: { sha: head } } }, sha, directory });
}

const files = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`airflow/dags/many/${index}.py`, `n = ${index}\n`]));

describe('a pull request', () => {
  test.each([
    ['adds a DAG', () => write({ 'airflow/dags/new.py': 'new = 1\n' })],
    [
      'changes code, a test and a sample beside a DAG',
      () =>
        write({
          [DAG]: 'orders = 2\n',
          'airflow/business_logic/orders.py': 'x = 1\n',
          'airflow/shared/days.py': 'x = 1\n',
          'airflow/plugins/macros.py': 'x = 1\n',
          'airflow/tests/test_orders.py': 'x = 1\n',
          'airflow/config/variables.json': '{}\n',
        }),
    ],
    ['changes 3,001 DAG files', () => write(files(3_001))],
    ['has a file whose name has a line end', () => write({ 'airflow/dags/a\nsrc.py': 'x = 1\n' })],
  ] as const)('that %s does not wait for the suite', async (_, change) => {
    expect(await decideOn(change)).toEqual({
      dagsOnly: true,
      reason: expect.stringContaining('only DAG files changed'),
    });
  });

  test.each([
    ['changes the sources', () => write({ [SOURCE]: 'export default 1;\n' }), SOURCE],
    ['deletes a DAG', () => git('rm', '--quiet', 'airflow/dags/old.py'), 'airflow/dags/old.py'],
    ['renames a DAG', () => git('mv', DAG, 'airflow/dags/sales.py'), DAG],
    ['deletes a source', () => git('rm', '--quiet', SOURCE), SOURCE],
    ['moves a source among the DAGs', () => git('mv', SOURCE, 'airflow/dags/errors.py'), SOURCE],
    ['moves a DAG among the sources', () => git('mv', DAG, 'src/orders.py'), 'src/orders.py'],
    ['has a source behind 3,001 DAG files', () => write({ ...files(3_001), 'zz.ts': '' }), 'zz.ts'],
    ['adds a requirement', () => write({ [DAG]: 'x = 1\n', 'requirements.txt': 'x==1\n' }), 'requirements.txt'],
    [
      'changes what the template copies',
      () => write({ 'airflow/tests/test_dags.py': '' }),
      'airflow/tests/test_dags.py',
    ],
    ['has a name like the folder of the DAGs', () => write({ 'airflow/dags.py': '' }), 'airflow/dags.py'],
  ] as const)('that %s waits for it, and the reason names the file', async (_, change, path) => {
    expect(await decideOn(change)).toEqual({ dagsOnly: false, reason: expect.stringContaining(path) });
  });

  test('does not wait because of what others merged meanwhile', async () => {
    const decision = await decideOn(() => write({ 'airflow/dags/new.py': '' }), { 'src/new.ts': 'export {};\n' });
    expect(decision.dagsOnly).toBe(true);
  });

  test('with an empty diff runs everything', async () => {
    expect(await decideOn(() => {})).toEqual({ dagsOnly: false, reason: expect.stringContaining('diff is empty') });
  });
});

describe('unknown changes run everything', () => {
  const unknown = { dagsOnly: false, reason: expect.stringContaining('the changes are unknown: ') };

  test.each([
    [
      'the checkout is the head of the branch, not the merge',
      'pull_request',
      (head: string) => ({ pull_request: { head: { sha: head } } }),
    ],
    ['the payload names no head', 'pull_request', () => ({})],
    ['the event has no base', 'push', () => ({ before: base })],
    ['the merge group names no base', 'merge_group', () => ({ merge_group: {} })],
    [
      'the base of the merge group is not in the checkout',
      'merge_group',
      () => ({ merge_group: { base_sha: 'a'.repeat(40) } }),
    ],
  ])('%s', async (_, eventName, event) => {
    write({ 'airflow/dags/new.py': '' });
    const sha = await commitAll('change');
    expect(decide({ eventName, event: event(sha), sha, directory })).toEqual(unknown);
  });

  test('the run belongs to another commit than the checkout', async () => {
    write({ 'airflow/dags/new.py': '' });
    const head = await commitAll('change');
    await git('checkout', '--quiet', '--detach', base);
    await git('merge', '--quiet', '--no-ff', '--message', 'Merge', head);
    const event = { pull_request: { head: { sha: head } } };
    expect(decide({ eventName: 'pull_request', event, sha: base, directory })).toEqual(unknown);
  });

  test('the folder is not a work tree', () => {
    const event = { pull_request: { head: { sha: base } } };
    expect(decide({ eventName: 'pull_request', event, sha: base, directory: tmpdir() })).toEqual(unknown);
  });
});

describe('a merge group', () => {
  async function decideGroup(...changes: Readonly<Record<string, string>>[]): Promise<Decision> {
    for (const change of changes) {
      write(change);
      await commitAll('in the queue');
    }
    const sha = await git('rev-parse', 'HEAD');
    return decide({
      eventName: 'merge_group',
      event: { merge_group: { base_sha: base, head_sha: sha } },
      sha,
      directory,
    });
  }

  test('of DAGs only does not wait for the suite', async () => {
    expect((await decideGroup({ 'airflow/dags/a.py': '' }, { 'airflow/dags/b.py': '' })).dagsOnly).toBe(true);
  });

  test('waits if any of its pull requests changes a source, also when the last one does not', async () => {
    expect((await decideGroup({ 'src/a.ts': '' }, { 'airflow/dags/b.py': '' })).dagsOnly).toBe(false);
  });
});

test.each([
  'airflow/dags/README.md',
  'airflow/config/airflow.cfg',
  'airflow/tests/conftest.py',
  'airflow/README',
  'a/airflow/dags/x.py',
])('%s is not a DAG file', (path) => expect(isDagFile(path)).toBe(false));
