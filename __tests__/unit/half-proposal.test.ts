import { afterEach, expect, test } from '@jest/globals';
import { json } from '../../sandbox/http/message.ts';
import { Service } from '../../sandbox/http/service.ts';
import { tellAftermath } from '../../src/action/aftermath.ts';
import { propose } from '../../src/bump-values/propose.ts';
import { GitHub } from '../../src/github/client.ts';
import { BUMP, operationOf, valuesFile } from './sample-bump.ts';

const PROPOSAL = {
  id: 'R_1',
  autoMergeAllowed: false,
  squashMergeAllowed: true,
  mergeCommitAllowed: true,
  head: null,
  staged: null,
  pullRequests: { nodes: [] },
  done: { nodes: [] },
};
const ANSWERS: Readonly<Record<string, unknown>> = {
  ReadProposal: { repository: PROPOSAL },
  UpdateRefs: { updateRefs: { clientMutationId: null } },
  CommitFile: { createCommitOnBranch: { commit: { oid: 'b'.repeat(40), url: 'https://github.example/b' } } },
};
let service: Service;
afterEach(() => service.close());

/** Proposes where GitHub does not let this one operation pass, and gives what is told as safe then. */
async function proposeRefused(operation: string): Promise<string> {
  service = await Service.start({
    name: 'github',
    routes: [
      {
        method: 'POST',
        path: '/graphql',
        handle: async ({ body }) => {
          const [, name] = operationOf(JSON.parse(String(await body())).query);
          const errors = [{ type: 'FORBIDDEN', message: 'Resource not accessible by integration' }];
          return json(200, name === operation ? { data: null, errors } : { data: ANSWERS[name] });
        },
      },
    ],
  });
  const gitops = new GitHub({ token: 'token', tokenName: 'gitops-token', apiUrl: service.url });
  const change = { files: [{ path: 'values.yaml', text: 'tag: x\n' }], headline: 'deploy', body: '', diff: '' };
  const proposing = propose({ source: gitops, gitops }, BUMP, valuesFile(''), change);
  await expect(proposing).rejects.toMatchObject({ code: 'github-permission' });
  return tellAftermath('bump-values');
}

test('a refusal of the first write leaves everything as it was', async () => {
  expect(await proposeRefused('UpdateRefs')).toContain('Nothing was committed');
});

test('a refusal after the commit does not tell that there is none', async () => {
  expect(await proposeRefused('CreatePullRequest')).toContain('may be made by half');
});
