import { expect, test } from '@jest/globals';
import type { Application } from '../../../src/argocd/application.ts';
import { evaluateRollout } from '../../../src/argocd/evaluate.ts';
import { readApplicationState } from '../../../src/argocd/state.ts';

const [OURS, LATER, BEFORE] = ['a'.repeat(40), 'b'.repeat(40), 'c'.repeat(40)];
const IMAGE = 'registry.example/airflow:version-1';
const EXPECTED = {
  contains: (revisions: readonly string[]) => revisions.some((revision) => revision === OURS || revision === LATER),
  references: [IMAGE],
};

interface State {
  readonly sync?: string;
  readonly revision?: string;
  readonly revisions?: string[];
  readonly health?: string;
  readonly phase?: string;
  readonly synced?: string;
  readonly images?: string[];
  readonly pending?: boolean;
  readonly condition?: string;
  readonly manual?: boolean;
  readonly retryCount?: number;
}

/** Returns a rolled-out application with the given differences. */
function application(state: State): Application {
  const { sync = 'Synced', revision = OURS, revisions, health = 'Healthy', phase = 'Succeeded', synced = OURS } = state;
  const { images = [IMAGE], pending = false, condition, manual = false, retryCount = 0 } = state;
  return {
    ...(pending ? { operation: {} } : {}),
    spec: manual ? {} : { syncPolicy: { automated: {} } },
    status: {
      sync: { status: sync, ...(revisions === undefined ? { revision } : { revisions }) },
      health: { status: health },
      ...(phase === 'none'
        ? {}
        : { operationState: { phase, message: 'why', retryCount, syncResult: { revision: synced } } }),
      summary: { images },
      ...(condition === undefined ? {} : { conditions: [{ type: condition, message: 'cannot render' }] }),
    },
  };
}

test.each<[string, State, string]>([
  ['all conditions in one state', {}, 'rolled-out'],
  ['a later commit that contains ours', { revision: LATER, synced: LATER }, 'rolled-out'],
  ['one of several sources', { revisions: [BEFORE, OURS] }, 'rolled-out'],
  ['the state before the comparison', { revision: BEFORE, synced: BEFORE }, 'waiting'],
  ['compared, not yet started', { sync: 'OutOfSync', synced: BEFORE }, 'waiting'],
  ['right image and healthy, but the hooks still run', { phase: 'Running' }, 'waiting'],
  [
    'right image and healthy, but the sync is retried',
    { phase: 'Running', sync: 'OutOfSync', retryCount: 2 },
    'waiting',
  ],
  ['synced, but another operation was requested', { pending: true }, 'waiting'],
  ['pods not ready yet', { health: 'Progressing' }, 'waiting'],
  ['waiting for a manual sync', { sync: 'OutOfSync', synced: BEFORE, manual: true }, 'waiting'],
  ['an earlier operation that does not end', { sync: 'OutOfSync', synced: BEFORE, phase: 'Running' }, 'waiting'],
  ['no operation yet', { sync: 'OutOfSync', phase: 'none' }, 'waiting'],
  ['superseded without an operation of its own', { synced: BEFORE }, 'rolled-out'],
  ['failed', { phase: 'Failed', sync: 'OutOfSync', health: 'Missing' }, 'faulty'],
  ['failed with an error', { phase: 'Error', sync: 'OutOfSync' }, 'faulty'],
  ['an earlier operation failed', { phase: 'Failed', sync: 'OutOfSync', synced: BEFORE }, 'waiting'],
  ['degraded', { health: 'Degraded' }, 'faulty'],
  ['degraded before, our sync not started', { health: 'Degraded', sync: 'OutOfSync', synced: BEFORE }, 'waiting'],
  ['healthy without the image', { images: ['registry.example/airflow:version-0'] }, 'faulty'],
  ['cannot be rendered', { sync: 'Unknown', revision: '', condition: 'ComparisonError' }, 'faulty'],
])('%s: %j is %s', (_, state, kind) => {
  expect(evaluateRollout(readApplicationState(application(state)), EXPECTED).kind).toBe(kind);
});

test('returns the reason for waiting', () => {
  const evaluate = (state: State) => evaluateRollout(readApplicationState(application(state)), EXPECTED);
  expect(evaluate({ phase: 'Running', sync: 'OutOfSync', retryCount: 2 })).toMatchObject({ message: 'retry 2: why' });
  expect(evaluate({ phase: 'Running', sync: 'OutOfSync', synced: BEFORE })).toMatchObject({
    message: 'an earlier sync has not ended: why',
  });
  expect(evaluate({ sync: 'OutOfSync', synced: BEFORE, manual: true })).toMatchObject({
    message: 'the application does not sync automatically: start a sync in Argo CD',
  });
});

test('waits for an application without a status', () => {
  expect(evaluateRollout(readApplicationState({}), EXPECTED).kind).toBe('waiting');
});
