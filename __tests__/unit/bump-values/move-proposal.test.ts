import { afterEach, expect, test } from '@jest/globals';
import { json } from '../../../sandbox/http/message.ts';
import { Service } from '../../../sandbox/http/service.ts';
import { moveProposal } from '../../../src/bump-values/move-proposal.ts';
import { GitHub } from '../../../src/github/api/client.ts';
import { type Proposal, stagingBranch } from '../../../src/github/gitops/proposal.ts';
import type { BranchMove } from '../../../src/github/gitops/update-refs.ts';

const HEAD = 'a'.repeat(40);
const NEXT = 'b'.repeat(40);
const PLACE = { repository: 'o/gitops', base: 'main', branch: 'deploy' };
const PROPOSAL: Proposal = {
  repositoryId: 'R_1',
  autoMergeAllowed: false,
  mergeMethod: 'SQUASH',
  head: HEAD,
  isPending: true,
  closed: undefined,
  staged: undefined,
  pullRequest: undefined,
};

let service: Service;
afterEach(() => service.close());

const MOVE: BranchMove = { branch: PLACE.branch, from: HEAD, to: NEXT };

/** Moves the branch from HEAD to NEXT, or as given, at a GitHub that rejects this and has the branch at `now`. */
async function move(
  error: { readonly type: string; readonly message: string },
  now: string | null,
  moves = [MOVE],
): Promise<void> {
  const target = now === null ? null : { target: { oid: now } };
  const repository = { id: 'R_1', head: target, staged: null, pullRequests: { nodes: [] }, done: { nodes: [] } };
  service = await Service.start({
    name: 'github',
    routes: [
      {
        method: 'POST',
        path: '/graphql',
        handle: async ({ body }) =>
          String(await body()).includes('mutation')
            ? json(200, { data: { updateRefs: null }, errors: [error] })
            : json(200, { data: { repository } }),
      },
    ],
  });
  const github = new GitHub({ token: 'token', tokenName: 'gitops-token', apiUrl: service.url });
  await moveProposal(github, PLACE, PROPOSAL, moves);
}

const ERROR = { type: 'UNPROCESSABLE', message: 'a message that GitHub does not document' };

test.each([null, 'c'.repeat(40)])('a branch that another run moved to %s is stale', async (now) => {
  await expect(move(ERROR, now)).rejects.toMatchObject({ name: 'GitHubError', kind: 'stale' });
});

test('a staging branch that another run made and deleted meanwhile is stale, because the proposal moved', async () => {
  const moves = [{ branch: stagingBranch(PLACE.branch), from: undefined, to: NEXT }];
  await expect(move(ERROR, 'c'.repeat(40), moves)).rejects.toMatchObject({ kind: 'stale' });
  await service.close();
  await expect(move(ERROR, HEAD, moves)).rejects.toMatchObject({ kind: 'rejected' });
});

test('a rejection for another reason is thrown at once', async () => {
  await expect(move(ERROR, HEAD)).rejects.toMatchObject({ kind: 'rejected', words: ERROR.message });
  expect(service.calls).toHaveLength(2);
});

test('after a rule violation the branch is not read again', async () => {
  const error = { type: 'UNPROCESSABLE', message: 'Repository rule violations found\n\nno' };
  await expect(move(error, HEAD)).rejects.toMatchObject({ kind: 'rule-violation' });
  expect(service.calls).toHaveLength(1);
});
