import { afterEach, expect, test } from '@jest/globals';
import { json } from '../../../sandbox/http/message.ts';
import { Service } from '../../../sandbox/http/service.ts';
import { backOffMs, commitWithRetry } from '../../../src/bump-values/commit-with-retry.ts';
import { GitHub } from '../../../src/github/api/client.ts';
import { GitHubError } from '../../../src/github/api/errors.ts';
import { valuesFile } from './sample-bump.ts';

const FIRST = { outcome: 'deployable', file: valuesFile('') } as const;
const STALE = new GitHubError('stale', 'The branch has moved.');
const OPTIONS = {
  repository: 'team/gitops',
  delivery: { mode: 'commit', timeLimitMs: 60_000 } as const,
  recheck: async () => FIRST,
};

function failing(...errors: readonly Error[]): () => Promise<string> {
  const left = [...errors];
  return async () => {
    const error = left.shift();
    if (error !== undefined) throw error;
    return 'done';
  };
}

/** Returns the largest of many waits, which is close to the window. */
function windowOf(contention: Parameters<typeof backOffMs>[0]): number {
  return Math.max(...Array.from({ length: 2_000 }, () => backOffMs(contention)));
}

test('asks the gates again after a conflict, and commits on the new head', async () => {
  const heads: string[] = [];
  const second = { ...FIRST, file: { ...FIRST.file, head: 'e'.repeat(40) } };
  const commit = failing(STALE);
  const commitOn = (ready: { file: { head: string } }) => {
    heads.push(ready.file.head);
    return commit();
  };
  const result = await commitWithRetry(FIRST, { ...OPTIONS, commitOn, recheck: async () => second });
  expect(result).toEqual({ done: 'done' });
  expect(heads).toEqual([FIRST.file.head, second.file.head]);
});

test('returns the decision that nothing is to be committed any more', async () => {
  const settled = { outcome: 'unchanged', file: valuesFile('') } as const;
  const options = { ...OPTIONS, commitOn: failing(STALE), recheck: async () => settled };
  expect(await commitWithRetry<typeof FIRST, typeof settled, string>(FIRST, options)).toEqual({ notDeployed: settled });
});

test('does not retry after the time limit, a rule or an unknown error', async () => {
  const attempt = (error: Error, timeLimitMs = 60_000) =>
    commitWithRetry(FIRST, { ...OPTIONS, delivery: { mode: 'commit', timeLimitMs }, commitOn: failing(error) });
  await expect(attempt(STALE, -1)).rejects.toMatchObject({ code: 'gitops-conflict' });
  await expect(attempt(new GitHubError('rule-violation', 'no'))).rejects.toMatchObject({ code: 'gitops-protected' });
  await expect(attempt(new GitHubError('permission', 'no'))).rejects.toMatchObject({ kind: 'permission' });
});

test('the first wait is short, later ones double, and commits of others lengthen them', () => {
  const window = (failures: number, landed = 0) => Math.round(windowOf({ failures, attemptMs: 1, landed }));
  expect(window(1, 100)).toBe(8);
  expect(window(2)).toBe(32);
  expect(window(3)).toBe(64);
  expect(window(2, 10)).toBe(60);
});

let service: Service | undefined;
afterEach(async () => {
  await service?.close();
  service = undefined;
});

/** Commits through a GitHub that is limited for this time, with a client that waits only a second itself. */
async function commitLimited(retryAfterSeconds: number, timeLimitMs: number) {
  let calls = 0;
  const limited = { errors: [{ type: 'RATE_LIMIT', code: 'graphql_rate_limit', message: 'API rate limit exceeded' }] };
  const handle = () => {
    calls += 1;
    return calls === 1
      ? json(200, limited, { 'retry-after': String(retryAfterSeconds) })
      : json(200, { data: { createCommitOnBranch: 'done' } });
  };
  service = await Service.start({ name: 'github', routes: [{ method: 'POST', path: '/graphql', handle }] });
  const github = new GitHub({ token: 't', tokenName: 'gitops-token', apiUrl: service.url, timeoutMs: 60_000 });
  const first = { outcome: 'deployable' as const, file: valuesFile('') };
  const startedAt = performance.now();
  const outcome = await commitWithRetry(first, {
    repository: 'o/r',
    delivery: { mode: 'commit', timeLimitMs },
    commitOn: () => github.mutate('mutation CommitFile { x }', {}),
    recheck: async (before) => before,
  }).catch((error: unknown) => error);
  return { outcome, seconds: (performance.now() - startedAt) / 1000 };
}

test('a rate limit is waited out before the next attempt, because GitHub refuses until then', async () => {
  const { outcome, seconds } = await commitLimited(2, 60_000);
  expect(outcome).toEqual({ done: { createCommitOnBranch: 'done' } });
  expect(seconds).toBeGreaterThan(1.9);
  expect(service?.calls).toHaveLength(2);
});

test('a rate limit beyond gitops-timeout ends the run at once', async () => {
  const { outcome, seconds } = await commitLimited(120, 60_000);
  expect(outcome).toMatchObject({ kind: 'rate-limit', retryAt: expect.any(Date) });
  expect(seconds).toBeLessThan(60);
  expect(service?.calls).toHaveLength(1);
});
