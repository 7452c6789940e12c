import { afterEach, expect, test } from '@jest/globals';
import { json } from '../../../sandbox/http/message.ts';
import { Service } from '../../../sandbox/http/service.ts';
import { emptyProof } from '../../../src/approval/proof.ts';
import { commitTag } from '../../../src/bump-values/commit.ts';
import type { ApprovedDeployment } from '../../../src/gates/verdict.ts';
import { GitHub } from '../../../src/github/api/client.ts';
import type { DeploymentRequest } from '../../../src/gitops/request.ts';
import { permitWrites } from '../../../src/write-permission.ts';
import { operationOf, REQUEST, RUN, valuesFile } from './sample-bump.ts';

const DIGEST = `sha256:${'0a'.repeat(32)}`;
/** A resume by an operator. Once its own tag is deployed, it reads only the values file from GitHub. */
const PINNED: DeploymentRequest = {
  ...REQUEST,
  operation: { kind: 'resume', reason: undefined, newestOnly: false },
  target: { ...REQUEST.target, pinDigest: true },
  approval: { ...REQUEST.approval, operators: ['@ada'] },
};
const { commit: COMMIT, tag: TAG } = PINNED.version;

let service: Service;
afterEach(() => service.close());

function textOf(tag: string, digest: string): string {
  return `repository: registry.example/airflow\ntag: ${tag}\ndigest: ${digest}\n`;
}

/** What the gates approved before the commit. */
const APPROVED: ApprovedDeployment = {
  outcome: 'deployable',
  permission: permitWrites(),
  file: { ...valuesFile(textOf('version-old', 'sha256:old')), head: 'a'.repeat(40) },
  previousTag: 'version-old',
  previousDigest: 'sha256:old',
  order: { order: 'unknown' },
  digest: DIGEST,
  proof: emptyProof(COMMIT),
  provedBy: { oid: 'd'.repeat(40), url: 'https://github.example/d', message: '' },
  verdicts: [],
};

/** Commits to a GitHub that answers 502, then shows the new file with a commit of this message. */
async function commitLost(message: string) {
  const revision = { oid: 'c'.repeat(40), url: 'https://github.example/c', message };
  const file = { oid: '0'.repeat(40), object: { text: null } };
  const history = { nodes: [revision] };
  const target = { oid: 'b'.repeat(40), message, file, hold: null, history, branchHistory: history };
  service = await Service.start({
    name: 'github',
    routes: [
      {
        method: 'POST',
        path: '/graphql',
        handle: async ({ body }) => {
          const [, name] = operationOf(JSON.parse(String(await body())).query);
          if (name !== 'ReadValuesFile') return { status: 502, body: 'lost' };
          return json(200, { data: { repository: { defaultBranchRef: { name: 'main', target } } } });
        },
      },
      {
        method: 'GET',
        path: '/repos/:owner/:repo/git/blobs/:sha',
        handle: () => json(200, { content: Buffer.from(textOf(TAG, DIGEST)).toString('base64') }),
      },
    ],
  });
  const gitops = new GitHub({ token: 'token', tokenName: 'gitops-token', apiUrl: service.url });
  return commitTag({ source: gitops, members: gitops, gitops }, PINNED, APPROVED);
}

test('a pinned commit whose answer was lost counts as a deployment of this run, with its proof', async () => {
  expect(await commitLost(`deploy\n\nRun: ${RUN}\n`)).toMatchObject({
    outcome: 'deployed',
    previousTag: 'version-old',
    commit: { oid: 'c'.repeat(40) },
    provedBy: { oid: 'd'.repeat(40) },
  });
});

test('the rollback of a failed deployment by the same run does not', async () => {
  const message = `rollback\n\nFailed-Commit: ${'f'.repeat(40)}\nRun: ${RUN}\n`;
  expect(await commitLost(message)).toMatchObject({ outcome: 'unchanged' });
});

test('a pinned commit of another run does not', async () => {
  expect(await commitLost('deploy\n\nRun: https://github.example/other\n')).toMatchObject({ outcome: 'unchanged' });
});
