import type { Snapshot } from './controller.ts';
import { showOther, showOtherTree, worstHealth } from './other-resources.ts';
import type { Stage } from './scenario.ts';
import { given, type Identity, showHydration, showSpec } from './show-spec.ts';

const POD_UID = '6f1c2b9e-2f0f-4a57-9d0c-6b8f6c1d2e3a';

/** Returns the application as Argo CD's REST API does (v1alpha1Application in its `assets/swagger.json`). */
export function showApplication(identity: Identity, snapshot: Snapshot): object {
  const { name, namespace, hydrator } = identity;
  const { stage, operation, revision, sync, health, images, reconciledAt, history, others } = snapshot;
  const request = {
    initiatedBy: { automated: true },
    retry: { limit: 5 },
    sync: { revision: operation.desired.revision },
  };
  const spec = showSpec(identity);
  return {
    metadata: { name, namespace },
    spec,
    ...(isOver(stage) ? {} : { operation: request }),
    status: {
      sourceType: 'Helm',
      sync: {
        status: sync,
        comparedTo: { source: { repoURL: identity.source.repository }, destination: spec.destination },
        ...given({ revision }),
      },
      health: { status: worstHealth(health, others) },
      ...given({ operationState: showOperationState(snapshot, request) }),
      summary: { images },
      reconciledAt: time(reconciledAt),
      history: history.map((entry, id) => ({ id, revision: entry.revision, deployedAt: time(entry.deployedAt) })),
      resources: [showDeployment(name, snapshot), ...others.map(showOther)],
      ...given({ sourceHydrator: hydrator && showHydration(hydrator) }),
      ...given({ conditions: showConditions(snapshot) }),
    },
  };
}

/** Returns the live resources (v1alpha1ApplicationTree): here the Deployment with its pod, a Job's pod, and the others. */
export function showTree({ name }: Identity, snapshot: Snapshot): object {
  const { podReason: value = 'Completed' } = snapshot.stage;
  const named = { version: 'v1', kind: 'Pod', namespace: 'airflow', name: `${name}-run-airflow-migrations-2x4bz` };
  const reason = { info: [{ name: 'Status Reason', value }], health: { status: 'Progressing' } };
  const parentRefs = [{ group: 'batch', kind: 'Job', namespace: 'airflow', name: `${name}-run-airflow-migrations` }];
  const pod = { ...named, uid: POD_UID, parentRefs, images: [snapshot.operation.desired.image], ...reason };
  const owner = { group: 'apps', kind: 'Deployment', namespace: 'airflow', name: `${name}-scheduler` };
  const running = {
    version: 'v1',
    kind: 'Pod',
    namespace: 'airflow',
    name: `${name}-scheduler-0`,
    parentRefs: [owner],
  };
  const own = [showDeployment(name, snapshot), { ...running, images: snapshot.images }, pod];
  return { nodes: [...own, ...snapshot.others.flatMap(showOtherTree)] };
}

/** Returns the events of that pod (v1.EventList). */
export function showEvents({ stage, operation }: Snapshot): object {
  if (stage.podReason === undefined) return { items: null };
  const message = `Failed to pull image "${operation.desired.image}": not found`;
  return { items: [{ type: 'Warning', reason: 'Failed', message }] };
}

/** Returns the operation's state; `undefined` while it is requested but has not started. */
function showOperationState({ stage, operation }: Snapshot, request: object): object | undefined {
  if (stage.phase === undefined) return undefined;
  const { stages, stepMs, askedAt } = operation;
  const end = stages.findIndex(isOver);
  return {
    operation: request,
    phase: stage.phase,
    ...given({ message: stage.message, retryCount: stage.retryCount }),
    startedAt: time(askedAt + stepMs),
    ...(isOver(stage) ? { finishedAt: time(askedAt + stepMs * end) } : {}),
    ...(stage.result ? { syncResult: { revision: operation.desired.revision, resources: [] } } : {}),
  };
}

function showDeployment(application: string, { sync, health }: Snapshot): object {
  const name = `${application}-scheduler`;
  const message = health === 'Degraded' ? { message: `Deployment "${name}" exceeded its progress deadline` } : {};
  return {
    group: 'apps',
    version: 'v1',
    kind: 'Deployment',
    namespace: 'airflow',
    name,
    status: sync,
    health: { status: health, ...message },
  };
}

function showConditions({ stage, operation, comparisonError, reconciledAt }: Snapshot): object[] | undefined {
  const lastTransitionTime = time(reconciledAt);
  if (comparisonError !== undefined) return [{ type: 'ComparisonError', message: comparisonError, lastTransitionTime }];
  if (stage.phase !== 'Failed') return undefined;
  const message = `Failed last sync attempt to ${operation.desired.revision}: ${stage.message}`;
  return [{ type: 'SyncError', message, lastTransitionTime }];
}

function isOver({ phase }: Stage): boolean {
  return phase === 'Succeeded' || phase === 'Failed';
}

/** Formats a time in whole seconds. */
function time(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');
}
