import { afterEach, expect, test } from '@jest/globals';
import { json } from '../../sandbox/http/message.ts';
import { Service } from '../../sandbox/http/service.ts';
import { tellAftermath } from '../../src/action/aftermath.ts';
import { type ProposeOptions, propose } from '../../src/bump-values/propose.ts';
import { GitHub } from '../../src/github/client.ts';

const HEAD = 'a'.repeat(40);
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
const BASE = {
  branch: 'main',
  head: HEAD,
  text: '',
  hold: undefined,
  headMessage: '',
  history: [],
  branchHistory: [],
  others: new Map<string, string>(),
  readMs: 0,
};
const OPTIONS: ProposeOptions = {
  operation: { kind: 'deploy' },
  image: 'registry.example/airflow',
  commit: HEAD,
  tagPrefix: 'version-',
  sourceRepository: 'team/airflow',
  target: { repository: 'team/gitops', path: 'values.yaml' },
  tagKey: 'tag',
  repositoryKey: 'repository',
  digestKey: 'digest',
  pinDigest: false,
  edits: [],
  approvers: undefined,
  operators: [],
  allowStaleApproval: false,
  allowUnknownDeployed: false,
  actor: 'ada',
  runUrl: 'https://github.example/run',
  guards: new Map(),
  autoMerge: false,
  dryRun: false,
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
          const { query } = JSON.parse(String(await body()));
          const [, name = ''] = /(?:query|mutation)\s+(\w+)/.exec(query) ?? [];
          const errors = [{ type: 'FORBIDDEN', message: 'Resource not accessible by integration' }];
          return json(200, name === operation ? { data: null, errors } : { data: ANSWERS[name] });
        },
      },
    ],
  });
  const gitops = new GitHub({ token: 'token', tokenName: 'gitops-token', apiUrl: service.url });
  const change = { files: [{ path: 'values.yaml', text: 'tag: x\n' }], headline: 'deploy', body: '', diff: '' };
  const proposing = propose({ source: gitops, gitops }, OPTIONS, BASE, change);
  await expect(proposing).rejects.toMatchObject({ code: 'github-permission' });
  return tellAftermath('bump-values');
}

test('a refusal of the first write leaves everything as it was', async () => {
  expect(await proposeRefused('UpdateRefs')).toContain('Nothing was committed');
});

test('a refusal after the commit does not tell that there is none', async () => {
  expect(await proposeRefused('CreatePullRequest')).toContain('may be made by half');
});
