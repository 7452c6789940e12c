/** Reads the events that others recorded of GitHub, from the examples of Octokit. */
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';

interface Payload {
  readonly ref: string;
  readonly created: boolean;
  readonly deleted: boolean;
  readonly repository: { readonly full_name: string };
  readonly pull_request: {
    readonly number: number;
    readonly head: { readonly sha: string; readonly repo: { readonly full_name: string } | null };
  };
  readonly merge_group: { readonly base_sha: string };
}

const FILE = createRequire(import.meta.url).resolve('@octokit/webhooks-examples/api.github.com/index.json');
const RECORDED: readonly { readonly name: string; readonly examples: readonly Payload[] }[] = JSON.parse(
  readFileSync(FILE, 'utf8'),
);
const examplesOf = (event: string) => RECORDED.find(({ name }) => name === event)?.examples ?? [];
const SHA = 'a'.repeat(40);

const outside = process.env;
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'flux-airflow-recorded-'));
});
afterEach(async () => {
  process.env = outside;
  await rm(folder, { recursive: true, force: true });
});

/** Starts a run with an event; `@actions/github` reads it once, on import. */
async function start(name: string, payload: object): Promise<void> {
  const event = join(folder, 'event.json');
  await writeFile(event, JSON.stringify(payload));
  process.env = { ...outside, GITHUB_EVENT_NAME: name, GITHUB_EVENT_PATH: event };
  jest.resetModules();
}

async function readPush(payload: object) {
  await start('push', payload);
  return (await import('../../../src/inputs/push.ts')).readPush();
}

test('a push is read by its branch and commits', async () => {
  const pushes = examplesOf('push');
  const [created] = pushes.filter(({ ref, deleted }) => ref.startsWith('refs/heads/') && !deleted);
  expect(pushes.length).toBeGreaterThan(5);
  // The recorded pushes create or delete what they name.
  for (const payload of pushes) expect(await readPush(payload)).toBeUndefined();
  expect(await readPush({ ...created, created: false, before: SHA })).toEqual({
    branch: 'master',
    before: SHA,
    after: '6113728f27ae82c7b1a177c8d03f9e96e0adf246',
    commits: [expect.stringMatching(/^[0-9a-f]{40}$/)],
    namedPullRequests: [],
  });
  expect(await readPush({ ...created, ref: 'refs/tags/v1', before: SHA })).toBeUndefined();
});

test.each(['pull_request', 'pull_request_review'])(
  '%s names its number and its head, unless it is of a fork',
  async (event) => {
    const examples = examplesOf(event);
    expect(examples.length).toBeGreaterThan(3);
    for (const payload of examples) {
      await start(event, payload);
      const { readPullRequest } = await import('../../../src/runner/event.ts');
      const { number, head } = payload.pull_request;
      const own = { number, head: head.sha };
      const isOwn = head.repo?.full_name === payload.repository.full_name;
      expect(await readPullRequest(payload.repository.full_name)).toEqual(isOwn ? own : undefined);
      expect(await readPullRequest('other/repository')).toBeUndefined();
    }
  },
);

test('a merge group names the commit that it is queued on', async () => {
  for (const payload of examplesOf('merge_group')) {
    await start('merge_group', payload);
    Object.assign(process.env, {
      GITHUB_REPOSITORY: 'octo-org/octo-repo',
      'INPUT_VALUES-FILES': 'a.yaml',
      'INPUT_TAG-KEY': 'tag',
      'INPUT_REPOSITORY-KEY': 'repository',
      'INPUT_DIGEST-KEY': 'digest',
    });
    const { readGuardOptions } = await import('../../../src/guard/inputs.ts');
    expect((await readGuardOptions()).base).toBe(payload.merge_group.base_sha);
  }
});

test('a run that a person started has no push', async () => {
  for (const payload of examplesOf('workflow_dispatch')) {
    await start('workflow_dispatch', payload);
    expect(await (await import('../../../src/inputs/push.ts')).readPush()).toBeUndefined();
  }
});
