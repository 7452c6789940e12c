import { afterEach, expect, test } from '@jest/globals';
import { json } from '../../../sandbox/http/message.ts';
import { Service } from '../../../sandbox/http/service.ts';
import { commitWithRetry } from '../../../src/bump-values/commit-with-retry.ts';
import { GitHub } from '../../../src/github/api/client.ts';
import { valuesFile } from './sample-bump.ts';

let service: Service;
afterEach(() => service.close());

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
  const github = new GitHub({ token: 't', tokenName: 'gitops-token', apiUrl: service.url, timeoutMs: 1_000 });
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
  expect(service.calls).toHaveLength(2);
});

test('a rate limit beyond gitops-timeout ends the run at once', async () => {
  const { outcome, seconds } = await commitLimited(120, 60_000);
  expect(outcome).toMatchObject({ kind: 'rate-limit', retryAt: expect.any(Date) });
  expect(seconds).toBeLessThan(2);
  expect(service.calls).toHaveLength(1);
});
