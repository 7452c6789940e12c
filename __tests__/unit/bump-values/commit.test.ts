import { afterEach, expect, test } from '@jest/globals';
import { Service } from '../../../sandbox/http/service.ts';
import { emptyProof } from '../../../src/approval/proof.ts';
import { commitTag } from '../../../src/bump-values/commit.ts';
import type { ApprovedDeployment } from '../../../src/gates/verdict.ts';
import { GitHub } from '../../../src/github/api/client.ts';
import type { CommitRequest } from '../../../src/gitops/request.ts';
import { BUMP, RUN, valuesFile } from './sample-bump.ts';

const DIGEST = `sha256:${'0a'.repeat(32)}`;
const PINNED: CommitRequest = { ...BUMP, digest: DIGEST, pinDigest: true };

let service: Service;
afterEach(() => service.close());

function deployable(tag: string, digest: string, message = ''): ApprovedDeployment {
  const file = {
    ...valuesFile(`repository: registry.example/airflow\ntag: ${tag}\ndigest: ${digest}\n`),
    headMessage: message,
    history: [{ oid: 'c'.repeat(40), url: 'https://github.example/c', message }],
  };
  const provedBy = { oid: 'd'.repeat(40), url: 'https://github.example/d', message: '' };
  const previous = { previousTag: tag, previousDigest: digest };
  return { outcome: 'deployable', file, ...previous, proof: emptyProof(PINNED.commit), provedBy };
}

/** Commits where GitHub answers 502, and then shows the file with a commit of this message. */
async function commitLost(message: string) {
  const handle = () => ({ status: 502, body: 'lost' });
  service = await Service.start({ name: 'github', routes: [{ method: 'POST', path: '/graphql', handle }] });
  const gitops = new GitHub({ token: 'token', tokenName: 'gitops-token', apiUrl: service.url });
  const first = deployable('version-old', 'sha256:old');
  return commitTag({ source: gitops, gitops }, PINNED, first, {
    again: async () => deployable(PINNED.tag, DIGEST, message),
  });
}

test('a pinned commit whose answer was lost is this run’s deployment, with its proof', async () => {
  expect(await commitLost(`deploy\n\nRun: ${RUN}\n`)).toMatchObject({
    outcome: 'deployed',
    previousTag: 'version-old',
    commit: { oid: 'c'.repeat(40) },
    provedBy: { oid: 'd'.repeat(40) },
  });
});

test('a pinned commit of another run is not', async () => {
  expect(await commitLost('deploy\n\nRun: https://github.example/other\n')).toMatchObject({ outcome: 'unchanged' });
});
