import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';

const outside = process.env;
let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'flux-airflow-push-'));
});
afterEach(async () => {
  process.env = outside;
  await rm(directory, { recursive: true });
});

async function namedBy(...messages: (string | undefined)[]): Promise<readonly number[] | undefined> {
  const commits = messages.map((message, index) => ({ id: `${index}`.repeat(40), message }));
  const file = join(directory, 'event.json');
  await writeFile(
    file,
    JSON.stringify({ ref: 'refs/heads/main', before: 'a'.repeat(40), after: 'b'.repeat(40), commits }),
  );
  process.env = { ...outside, GITHUB_EVENT_PATH: file };
  jest.resetModules();
  const { readPush } = await import('../../../src/inputs/push.ts');
  return (await readPush())?.namedPullRequests;
}

test.each([
  ['a squash commit', ['Add a DAG (#12)\n\n* Add it'], [12]],
  ['a merge commit', ['Merge pull request #7 from ada/orders\n\nAdd a DAG'], [7]],
  ['two commits of one pull request', ['Add a DAG (#12)', 'Correct it (#12)', 'Another (#3)'], [12, 3]],
  ['a revert', ['Revert "Add a DAG (#12)" (#13)'], [13]],
  ['a number elsewhere', ['See (#12) for more', 'Add a DAG\n\n(#12)', 'Fix #12', '(#12)'], []],
  ['no message', [undefined, ''], []],
  ['a number that no pull request has', ['Add a DAG (#12345678901234567890)'], []],
])('the pull requests that the messages name: %s', async (_, messages, numbers) => {
  expect(await namedBy(...messages)).toEqual(numbers);
});
