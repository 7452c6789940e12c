import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { json } from '../../../sandbox/http/message.ts';
import { Service } from '../../../sandbox/http/service.ts';
import { breakGlass } from '../../../src/approval/break-glass.ts';
import type { ApprovalContext } from '../../../src/approval/decision.ts';
import { GitHub } from '../../../src/github/api/client.ts';
import type { CommitOrigin } from '../../../src/github/pull-request/commit-origins.ts';

const UNAPPROVED = { oid: 'c'.repeat(40), headline: 'everything', author: 'mallory' } as CommitOrigin;
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
  return breakGlass({ reason: 'now', by }, [UNAPPROVED], { github, repository: 'team/airflow', context: COURT });
}

test('an approver of the changed files may use break-glass; for other users the error says who may', async () => {
  expect(await askFor(2_999, 'ada')).toMatchObject({ by: 'ada', commits: [{ oid: UNAPPROVED.oid }] });
  await expect(askFor(1, 'eve')).rejects.toMatchObject({
    code: 'break-glass-denied',
    remedy: expect.stringContaining('Have an approver of these files start or rerun the workflow'),
  });
});

test('for a commit with more files than GitHub lists, the remedy is not another approver', async () => {
  const denied = await askFor(3_000, 'ada').catch((error: unknown) => error);
  expect(denied).toMatchObject({ code: 'break-glass-denied', message: expect.stringContaining('ccccccc changes') });
  expect(denied).toHaveProperty('remedy', expect.stringContaining('reset the branch to before ccccccc'));
  expect(denied).toHaveProperty('remedy', expect.not.stringContaining('rerun the workflow'));
});
