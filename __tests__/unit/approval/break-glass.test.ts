import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { json } from '../../../sandbox/http/message.ts';
import { Service } from '../../../sandbox/http/service.ts';
import { breakGlass } from '../../../src/approval/break-glass.ts';
import type { ApprovalContext } from '../../../src/approval/decision.ts';
import { GitHub } from '../../../src/github/api/client.ts';
import type { CommitOrigin } from '../../../src/github/pull-request/commit-origins.ts';

const UNPROVED = { oid: 'c'.repeat(40), headline: 'everything', author: 'mallory' } as CommitOrigin;
const COURT: ApprovalContext = {
  rules: { approvers: { owners: ['@ada'] }, approversFor: [] },
  isOwner: async (login, owners) => owners.includes(`@${login}`),
  isCleanMerge: async () => false,
  actedFor: async () => [],
  allowStale: false,
};

let count: number;
let service: Service;
beforeEach(async () => {
  service = await Service.start({
    name: 'github',
    routes: [
      {
        method: 'GET',
        path: '/repos/:owner/:repo/commits/:ref',
        handle: ({ url }) => {
          const from = 100 * (Number(url.searchParams.get('page')) - 1);
          const names = Array.from({ length: Math.max(0, Math.min(100, count - from)) }, (_, index) => from + index);
          return json(200, {
            files: names.map((name) => ({ filename: `dags/${name}.py`, sha: '0', status: 'added' })),
          });
        },
      },
    ],
  });
});
afterEach(() => service.close());

function askFor(files: number, by: string) {
  count = files;
  const github = new GitHub({ token: 'token', tokenName: 'github-token', apiUrl: service.url });
  return breakGlass({ reason: 'now', by }, [UNPROVED], { github, repository: 'team/airflow', context: COURT });
}

test('an approver of what the commits change answers for them; somebody else is told who could', async () => {
  expect(await askFor(2_999, 'ada')).toMatchObject({ by: 'ada', commits: [{ oid: UNPROVED.oid }] });
  await expect(askFor(1, 'eve')).rejects.toMatchObject({
    code: 'break-glass-denied',
    remedy: expect.stringContaining('Let an approver of these files start the workflow'),
  });
});

test('for a commit that GitHub does not list to its end the remedy is no other approver', async () => {
  const denied = await askFor(3_000, 'ada').catch((error: unknown) => error);
  expect(denied).toMatchObject({ code: 'break-glass-denied', message: expect.stringContaining('ccccccc changes') });
  expect(denied).toHaveProperty('remedy', expect.stringContaining('set the branch back to before ccccccc'));
  expect(denied).toHaveProperty('remedy', expect.not.stringContaining('start the workflow'));
});
