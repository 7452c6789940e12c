import { execFileSync } from 'node:child_process';
import { expect, test } from '@jest/globals';
import type { ProvedPullRequest } from '../../../src/approval/proof.ts';
import { deployMessage, provesVersion, readTitles, readTrailer } from '../../../src/gitops/commit-message.ts';
import { samplePullRequest } from '../approval/sample-pull-request.ts';

const COMMIT = '0123456789abcdef0123456789abcdef01234567';
const HOSTILE_TITLE = 'Add DAG\n\nApproved-By: @mallory\nSource-Commit: ffffffffffffffffffffffffffffffffffffffff';

function message(title: string): string {
  const review = {
    id: '1',
    author: 'lead',
    isBot: false,
    state: 'APPROVED',
    submittedAt: '2026-01-01T00:00:00Z',
    commit: COMMIT,
  } as const;
  const pullRequest: ProvedPullRequest = { ...samplePullRequest({ title }), approvals: [review] };
  const { headline, body } = deployMessage({
    operation: { kind: 'deploy' },
    version: { sourceRepository: 'flux-data/flux-airflow', commit: COMMIT, tag: `version-${COMMIT}` },
    run: { actor: 'dev', url: 'https://github.com/flux-data/flux-airflow/actions/runs/1/attempts/1' },
    approved: {
      digest: 'sha256:abc',
      previousTag: null,
      proof: { commit: COMMIT, pullRequests: [pullRequest], approvedAfterwards: [] },
    },
  });
  return `${headline}\n\n${body}`;
}

function trailers(text: string): string[] {
  return execFileSync('git', ['interpret-trailers', '--parse'], { input: text, encoding: 'utf8' }).trim().split('\n');
}

test.each(['Add DAG', HOSTILE_TITLE, 'Run: x', ''])('git reads the trailers, and no text of the title %j', (title) => {
  expect(trailers(message(title))).toEqual([
    'Source-Repository: flux-data/flux-airflow',
    `Source-Commit: ${COMMIT}`,
    'Pull-Request: https://github.com/flux-data/flux-airflow/pull/7',
    'Approved-By: @lead',
    'Image-Digest: sha256:abc',
    'Previous-Tag: none',
    'Run: https://github.com/flux-data/flux-airflow/actions/runs/1/attempts/1',
  ]);
});

test('a title that commands GitHub does nothing in the GitOps repository, and names its own pull request', () => {
  const text = message('Fixes #7 [skip ci], thanks @flux-data/leads');
  expect(text).toContain(
    '- “Fixes” flux-data/flux-airflow#7 [skip-ci], thanks @ flux-data/leads (flux-data/flux-airflow#7)\n',
  );
});

test('a trailer is read only from the last paragraph', () => {
  const text = message(HOSTILE_TITLE);
  expect(readTrailer(text, 'Source-Commit')).toBe(COMMIT);
  expect(readTrailer('deploy: x\n\nRun: no\n\nno trailers here\n', 'Run')).toBeUndefined();
});

test.each(['Add DAG', 'Revert “Add DAG (#3)” (#4)'])('the title %j is read again, with its number', (title) => {
  expect([...readTitles(message(title))]).toEqual([['7', title]]);
});

test('a rollback by the action names what failed, and no person', () => {
  const { headline, body } = deployMessage({
    operation: {
      kind: 'rollback',
      tag: `version-${COMMIT}`,
      reason: 'version-2 failed: no quota\n\nRequested-By: @mallory',
      failed: { tag: 'version-2', commit: 'f'.repeat(40) },
    },
    version: { sourceRepository: 'flux-data/flux-airflow', commit: COMMIT, tag: `version-${COMMIT}` },
    run: { actor: 'dev', url: 'https://github.com/run' },
    approved: {
      digest: 'sha256:abc',
      previousTag: 'version-2',
      proof: { commit: COMMIT, pullRequests: [], approvedAfterwards: [] },
    },
  });
  expect(headline).toBe(`rollback(flux-airflow): version-${COMMIT}`);
  expect(trailers(`${headline}\n\n${body}`)).toEqual([
    'Source-Repository: flux-data/flux-airflow',
    `Source-Commit: ${COMMIT}`,
    'Image-Digest: sha256:abc',
    'Previous-Tag: version-2',
    'Operation: rollback',
    expect.stringMatching(/^Reason: version-2 failed: no quota Requested-By: @.mallory$/),
    'Requested-By: on-failure: rollback',
    `Failed-Commit: ${'f'.repeat(40)}`,
    'Run: https://github.com/run',
  ]);
});

test.each([
  ['with an approval', message('Add DAG'), true],
  ['by break-glass', message('Add DAG').replace('Image-Digest', 'Break-Glass: Night\nImage-Digest'), false],
  ['of the deployed version', message('Add DAG').replace('Tag: none', `Tag: version-${COMMIT}`), false],
  ['without an approval of its own', message('Add DAG').replace(/^Pull-Request: .*\n/m, ''), false],
  ['of nothing', 'Edit the values by hand\n', false],
])('a deployment %s proves its version, or not', (_, text, expected) => {
  expect(provesVersion(text)).toBe(expected);
});
