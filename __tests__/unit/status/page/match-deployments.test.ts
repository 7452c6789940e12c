import { expect, test } from '@jest/globals';
import { UNSEEN } from '../../../../src/github/deployments/deployment.ts';
import type { LoggedDeployment } from '../../../../src/github/deployments/deployment-log.ts';
import { deployMessage, holdMessage, type MessageFacts } from '../../../../src/gitops/commit-message.ts';
import { findFailures, markRolledBack, matchRecords } from '../../../../src/status/page/match-deployments.ts';
import { readEvent } from '../../../../src/status/page/read-event.ts';

const COMMIT = 'a'.repeat(40);
const SOURCE = 'flux-data/flux-airflow';
const RUN = `https://github.com/${SOURCE}/actions/runs/7/attempts/1`;
const FACTS: MessageFacts = {
  operation: { kind: 'rollback', tag: `version-${COMMIT}`, reason: 'counts twice\nSource-Commit: evil' },
  version: { sourceRepository: SOURCE, commit: COMMIT, tag: `version-${COMMIT}` },
  run: { actor: 'ada', url: RUN },
  approved: {
    digest: 'sha256:1',
    previousTag: 'version-b',
    proof: { commit: COMMIT, pullRequests: [], approvedAfterwards: [] },
  },
};

function revision(message: string, isSigned = true) {
  return { oid: 'c', message, committedDate: '2026-03-01T10:00:00Z', author: 'flux-deployer[bot]', isSigned };
}

function written({ headline, body }: { readonly headline: string; readonly body: string }): string {
  return `${headline}\n\n${body}`;
}

test('reads a rollback and a hold from the commit messages of deployments', () => {
  expect(readEvent(revision(written(deployMessage(FACTS))))).toMatchObject({
    kind: 'rollback',
    tag: `version-${COMMIT}`,
    previousTag: 'version-b',
    source: SOURCE,
    sourceCommit: COMMIT,
    requestedBy: '@ada',
    note: 'counts twice Source-Commit: evil',
    run: RUN,
  });
  const { run, approved } = FACTS;
  const facts = { sourceRepository: SOURCE, previousTag: approved.previousTag, run, reason: 'month end' };
  const hold = readEvent(revision(written(holdMessage(facts))));
  expect(hold).toMatchObject({ kind: 'hold', note: 'month end' });
  expect(hold.tag).toBeUndefined();
});

test('an automatic rollback names the commit that failed, and marks its deployment of the same file', () => {
  const failed = { tag: 'version-b', commit: 'd'.repeat(40) };
  const operation = { kind: 'rollback', tag: `version-${COMMIT}`, reason: 'version-b failed', failed } as const;
  const message = written(deployMessage({ ...FACTS, operation }));
  const back = { ...readEvent(revision(message)), file: 0 };
  expect(back).toMatchObject({ kind: 'rollback', failedCommit: failed.commit, requestedBy: 'on-failure: rollback' });
  const healthy = { ...EVENT, oid: failed.commit, ending: 'healthy' } as const;
  const other = { ...healthy, file: 1 };
  expect(markRolledBack([back, healthy, other])).toEqual([
    back,
    { ...healthy, ending: 'failed', isRolledBack: true },
    other,
  ]);
  const deployed = message.replace('Operation: rollback\n', '');
  expect(readEvent(revision(deployed)).failedCommit).toBeUndefined();
});

test('a commit without GitHub’s signature or without trailers is by hand', () => {
  const message = written(deployMessage({ ...FACTS, operation: { kind: 'deploy' } }));
  expect(readEvent(revision(message)).kind).toBe('deploy');
  const pushed = readEvent(revision(message, false));
  expect(pushed).toEqual({
    kind: 'by-hand',
    at: '2026-03-01T10:00:00Z',
    oid: 'c',
    author: 'flux-deployer[bot]',
    note: `deploy(flux-airflow): version-${COMMIT}`,
  });
  expect(readEvent(revision('enable logs')).kind).toBe('by-hand');
});

test('the titles of pull requests come from the list above the trailers', () => {
  const trailers = (url: string) => `Source-Commit: a\nImage-Digest: b\nPull-Request: ${url}`;
  const url = `https://github.com/${SOURCE}/pull/12`;
  const read = (list: string) => readEvent(revision(`deploy(x): y\n\n${list}\n\n${trailers(url)}\n`)).pullRequests;
  expect(read('- Fix #7 (again) (#12)')).toEqual([{ url, title: 'Fix #7 (again)' }]);
  expect(read(`- Load orders (${SOURCE}#12)`)).toEqual([{ url, title: 'Load orders' }]);
  expect(read('- Load orders (#112)\n- month end')).toEqual([{ url }]);
});

test('omits an invalid address', () => {
  const message = written(deployMessage({ ...FACTS, run: { actor: 'ada', url: 'javascript:alert(1)' } }));
  expect(readEvent(revision(message)).run).toBeUndefined();
});

const EVENT = {
  kind: 'deploy',
  at: '2026-03-01T10:00:00Z',
  file: 0,
  source: SOURCE,
  sourceCommit: COMMIT,
  run: RUN,
} as const;

function record(environment: string, createdAt: string, ...statuses: readonly [string, string, string?, string?][]) {
  const log: LoggedDeployment = {
    commit: COMMIT,
    environment,
    createdAt,
    statuses: statuses.map(([state, at, description = '', logUrl = RUN]) => ({
      state,
      createdAt: at,
      description,
      logUrl,
    })),
  };
  return log;
}

test('Healthy is the time of the rollout, not of a later deployment', () => {
  const log = [
    record(
      'prod',
      '2026-03-01T09:59:50Z',
      ['IN_PROGRESS', '2026-03-01T09:59:51Z'],
      ['SUCCESS', '2026-03-01T10:02:00Z'],
    ),
  ];
  expect(matchRecords(EVENT, log)).toMatchObject({ environment: 'prod', ending: 'healthy', healthySeconds: 120 });
  const unseen = [record('prod', '2026-03-01T09:59:50Z', ['SUCCESS', '2026-03-01T10:00:01Z', UNSEEN])];
  expect(matchRecords(EVENT, unseen)).toEqual({ ...EVENT, environment: 'prod', ending: 'unknown' });
  const failed = [record('prod', '2026-03-01T09:59:50Z', ['FAILURE', '2026-03-01T10:05:00Z', 'rollout-failed'])];
  expect(matchRecords(EVENT, failed)).toMatchObject({ ending: 'failed', error: 'rollout-failed' });
});

test('counts a later attempt of the run, but not another run', () => {
  const log = [
    record('prod', '2026-03-01T09:59:50Z', ['FAILURE', '2026-03-01T10:05:00Z', 'service-unavailable']),
    record('prod', '2026-03-01T10:10:00Z', ['SUCCESS', '2026-03-01T10:11:00Z', '✅', RUN.replace('/1', '/2')]),
  ];
  expect(matchRecords(EVENT, log)).toMatchObject({ ending: 'healthy', healthySeconds: 660 });
  const other = [
    record('prod', '2026-03-01T09:59:50Z', ['SUCCESS', '2026-03-01T10:02:00Z', '', RUN.replace('7', '8')]),
  ];
  expect(matchRecords(EVENT, other)).toEqual(EVENT);
});

test('matches a run with two environments by time, and neither if both were in progress', () => {
  const staging = record('staging', '2026-03-01T09:50:00Z', ['SUCCESS', '2026-03-01T09:58:00Z']);
  const production = record('production', '2026-03-01T09:59:00Z', ['SUCCESS', '2026-03-01T10:03:00Z']);
  expect(matchRecords(EVENT, [staging, production])).toMatchObject({ environment: 'production', healthySeconds: 180 });
  expect(matchRecords(EVENT, [production, { ...production, environment: 'other' }])).toEqual(EVENT);
});

test('assigns a failure before the commit to the values file of its environment, if there is only one', () => {
  const refused = {
    ...record('prod', '2026-03-02T10:00:00Z', ['FAILURE', '2026-03-02T10:01:00Z', 'not-approved', `${RUN}9`]),
    commit: 'b'.repeat(40),
  };
  const known = { ...EVENT, environment: 'prod' };
  expect(findFailures(SOURCE, [refused], [known])).toEqual([
    {
      kind: 'failed',
      at: '2026-03-02T10:01:00Z',
      source: SOURCE,
      sourceCommit: 'b'.repeat(40),
      environment: 'prod',
      error: 'not-approved',
      run: `${RUN}9`,
      file: 0,
    },
  ]);
  const [unknown] = findFailures(SOURCE, [refused], [known, { ...known, file: 1 }]);
  expect(unknown?.file).toBeUndefined();
  const afterCommit = [record('prod', '2026-03-01T09:59:50Z', ['FAILURE', '2026-03-01T10:05:00Z', 'rollout-failed'])];
  expect(findFailures(SOURCE, afterCommit, [known])).toEqual([]);
});
