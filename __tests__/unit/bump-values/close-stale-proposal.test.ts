import { afterEach, expect, jest, test } from '@jest/globals';
import { json } from '../../../sandbox/http/message.ts';
import { Service } from '../../../sandbox/http/service.ts';
import { closeStaleProposal } from '../../../src/bump-values/close-stale-proposal.ts';
import type { NotDeployed } from '../../../src/gates/verdict.ts';
import { GitHub } from '../../../src/github/api/client.ts';
import type { DeploymentRequest } from '../../../src/gitops/request.ts';
import { operationOf, REQUEST, valuesFile } from './sample-bump.ts';

const HEAD = 'a'.repeat(40);
const EDITS = 'other.yaml';
const OPTIONS: DeploymentRequest = {
  ...REQUEST,
  target: { ...REQUEST.target, edits: [{ file: EDITS, key: 'sidecar.tag', set: { value: '{tag}' } }] },
  delivery: { ...REQUEST.delivery, mode: 'pull-request' },
};
const TEXT = `repository: registry.example/airflow\ntag: version-${'e'.repeat(40)}\n`;

let service: Service;
afterEach(() => service.close());

interface Case {
  /** GitHub's error for the deletion of the branch. */
  readonly refusal?: object;
  /** The head of the branch after that. */
  readonly after?: string | null;
  /** The further file in the proposal. */
  readonly proposed?: string;
}

/** Closes an open proposal of the same values file. Returns the mutations that were sent, and the log. */
async function settleOpen({ refusal, after = null, proposed = 'sidecar: {}\n' }: Case) {
  const sent: string[] = [];
  const ref = (oid: string | null) => (oid === null ? null : { target: { oid } });
  const pullRequest = {
    id: 'PR_1',
    number: 1,
    url: 'https://github.example/pull/1',
    title: '',
    autoMergeRequest: null,
  };
  const proposal = (head: string | null) => ({
    id: 'R_1',
    autoMergeAllowed: false,
    squashMergeAllowed: true,
    mergeCommitAllowed: true,
    head: ref(head),
    staged: null,
    pullRequests: { nodes: [{ ...pullRequest, isCrossRepository: false }] },
    done: { nodes: [] },
  });
  const blob = (oid: string) => ({ oid, object: { text: null } });
  const history = { nodes: [] };
  const target = {
    oid: HEAD,
    message: '',
    file: blob('1'),
    other0: blob('2'),
    hold: null,
    history,
    branchHistory: history,
  };
  const answers: Readonly<Record<string, () => unknown>> = {
    ReadProposal: () => ({ data: { repository: proposal(sent.includes('UpdateRefs') ? after : HEAD) } }),
    ReadValuesFile: () => ({ data: { repository: { ref: { name: 'proposal', target } } } }),
    UpdateRefs: () =>
      refusal === undefined
        ? { data: { updateRefs: { clientMutationId: null } } }
        : { data: { updateRefs: null }, errors: [refusal] },
    UpdatePullRequest: () => ({ data: { updatePullRequest: { pullRequest } } }),
  };
  service = await Service.start({
    name: 'github',
    routes: [
      {
        method: 'POST',
        path: '/graphql',
        handle: async ({ body }) => {
          const [kind, name] = operationOf(JSON.parse(String(await body())).query);
          if (kind === 'mutation') sent.push(name);
          return json(200, answers[name]?.());
        },
      },
      {
        method: 'GET',
        path: '/repos/:owner/:repo/git/blobs/:sha',
        handle: ({ params }) =>
          json(200, { content: Buffer.from(params.sha === '1' ? TEXT : proposed).toString('base64') }),
      },
    ],
  });
  const gitops = new GitHub({ token: 'token', tokenName: 'gitops-token', apiUrl: service.url });
  const file = { ...valuesFile(TEXT), others: new Map([[EDITS, 'sidecar: {}\n']]) };
  const verdict: NotDeployed = { outcome: 'skipped', file, previousTag: `version-${'e'.repeat(40)}`, verdicts: [] };
  const log: string[] = [];
  const write = process.stdout.write.bind(process.stdout);
  const spy = jest.spyOn(process.stdout, 'write').mockImplementation((text, ...rest) => {
    if (!String(text).startsWith('::')) return write(text, ...(rest as []));
    log.push(String(text));
    return true;
  });
  try {
    const { outcome } = await closeStaleProposal({ source: gitops, members: gitops, gitops }, OPTIONS, verdict);
    return { outcome, sent, log };
  } finally {
    spy.mockRestore();
  }
}

test('the branch of a proposal that changes nothing is deleted, which closes the proposal', async () => {
  expect(await settleOpen({})).toEqual({ outcome: 'skipped', sent: ['UpdateRefs'], log: [] });
});

test('if a rule forbids the deletion, the pull request is closed with a warning', async () => {
  const refusal = { type: 'UNPROCESSABLE', message: 'Repository rule violations found\n\nCannot delete this branch' };
  const { outcome, sent, log } = await settleOpen({ refusal, after: HEAD });
  expect(outcome).toBe('skipped');
  expect(sent).toEqual(['UpdateRefs', 'UpdatePullRequest']);
  expect(log).toEqual([expect.stringMatching(/^::warning title=proposal branch::https.+\/pull\/1 was closed/)]);
});

test.each([null, 'b'.repeat(40)])('a branch that another run moved to %s is not deleted', async (after) => {
  const refusal = { type: 'UNPROCESSABLE', message: 'Reference update failed: is at another commit' };
  const settled = await settleOpen({ refusal, after });
  expect(settled).toEqual({ outcome: 'skipped', sent: ['UpdateRefs'], log: [] });
});

test('a proposal that GitHub does not close is an error, because it could be merged', async () => {
  const refusal = { type: 'INTERNAL', message: 'out of order' };
  await expect(settleOpen({ refusal, after: HEAD })).rejects.toMatchObject({
    name: 'GitHubError',
    words: 'out of order',
  });
});

test('a proposal that changes only a further file stays open', async () => {
  expect(await settleOpen({ proposed: 'sidecar: { tag: x }\n' })).toMatchObject({ outcome: 'skipped', sent: [] });
});
