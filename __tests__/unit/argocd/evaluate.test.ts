import { expect, test } from '@jest/globals';
import { type Application, readApplicationState } from '../../../src/argocd/application.ts';
import { evaluateRollout } from '../../../src/argocd/evaluate.ts';

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

/** An application that is rolled out, but for what is given. */
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
  ['all of it in one look', {}, 'rolled-out'],
  ['a later commit that contains ours', { revision: LATER, synced: LATER }, 'rolled-out'],
  ['one of several sources', { revisions: [BEFORE, OURS] }, 'rolled-out'],
  ['the state before the comparison', { revision: BEFORE, synced: BEFORE }, 'waiting'],
  ['compared, not yet begun', { sync: 'OutOfSync', synced: BEFORE }, 'waiting'],
  ['image there and healthy, but the hooks still run', { phase: 'Running' }, 'waiting'],
  ['image there and healthy, but it is tried again', { phase: 'Running', sync: 'OutOfSync', retryCount: 2 }, 'waiting'],
  ['synced, but another operation was asked for', { pending: true }, 'waiting'],
  ['pods on their way', { health: 'Progressing' }, 'waiting'],
  ['nobody presses Sync', { sync: 'OutOfSync', synced: BEFORE, manual: true }, 'waiting'],
  ['an earlier operation that does not end', { sync: 'OutOfSync', synced: BEFORE, phase: 'Running' }, 'waiting'],
  ['no operation was ever seen', { sync: 'OutOfSync', phase: 'none' }, 'waiting'],
  ['overtaken: no operation of its own was needed', { synced: BEFORE }, 'rolled-out'],
  ['failed', { phase: 'Failed', sync: 'OutOfSync', health: 'Missing' }, 'faulty'],
  ['failed with an error', { phase: 'Error', sync: 'OutOfSync' }, 'faulty'],
  ['an earlier operation failed', { phase: 'Failed', sync: 'OutOfSync', synced: BEFORE }, 'waiting'],
  ['degraded', { health: 'Degraded' }, 'faulty'],
  ['degraded before, ours not begun', { health: 'Degraded', sync: 'OutOfSync', synced: BEFORE }, 'waiting'],
  ['healthy without the image', { images: ['registry.example/airflow:version-0'] }, 'faulty'],
  ['cannot be rendered', { sync: 'Unknown', revision: '', condition: 'ComparisonError' }, 'faulty'],
])('%s: %j is %s', (_, state, kind) => {
  expect(evaluateRollout(readApplicationState(application(state)), EXPECTED).kind).toBe(kind);
});

test('says what it waits for', () => {
  const say = (state: State) => evaluateRollout(readApplicationState(application(state)), EXPECTED);
  expect(say({ phase: 'Running', sync: 'OutOfSync', retryCount: 2 })).toMatchObject({ message: 'retry 2: why' });
  expect(say({ phase: 'Running', sync: 'OutOfSync', synced: BEFORE })).toMatchObject({
    message: 'an earlier sync has not ended: why',
  });
  expect(say({ sync: 'OutOfSync', synced: BEFORE, manual: true })).toMatchObject({
    message: 'the application does not sync automatically: start a sync in Argo CD',
  });
});

test('an application of which nothing is known yet is waited for', () => {
  expect(evaluateRollout(readApplicationState({}), EXPECTED).kind).toBe('waiting');
});
