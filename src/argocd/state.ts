import type { Application, Revisions, SyncedResource } from './application.ts';
import { type Hydration, readHydration } from './hydration.ts';
import { keyOf, type ResourceHealth, readHealth } from './resource-health.ts';

/** The state of an application at one moment. */
export interface ApplicationState {
  /** `Synced`, `OutOfSync`, `Unknown`. */
  readonly sync: string;
  /** The revisions that Argo CD compared; empty while the comparison fails. */
  readonly revisions: readonly string[];
  /** The way from the commit to those revisions, if Argo CD renders the manifests into a branch of their own. */
  readonly hydration: Hydration | undefined;
  /** `Healthy`, `Progressing`, `Degraded`, `Suspended`, `Missing`, `Unknown`. */
  readonly health: string;
  /** `undefined`: none has started since the controller started. */
  readonly operation: Operation | undefined;
  /** Whether a requested operation has not ended yet. */
  readonly isPending: boolean;
  readonly isAutomated: boolean;
  readonly images: readonly string[];
  readonly conditions: readonly { readonly type: string; readonly message: string }[];
  /** The resources whose health Argo CD knows, without hooks. */
  readonly resources: readonly ResourceHealth[];
}

export interface Operation {
  /** `Running`, `Terminating`, `Failed`, `Error`, `Succeeded`. */
  readonly phase: string;
  readonly message: string;
  readonly retryCount: number;
  readonly revisions: readonly string[];
  /** The keys of the resources whose health alone made it fail: all were applied, and no hook failed. Otherwise empty. */
  readonly degraded: readonly string[];
}

/** Returns the state of an Application, with defaults for missing fields. */
export function readApplicationState({ operation, spec, status = {} }: Application): ApplicationState {
  const { sync, health, summary, conditions, resources } = status;
  const automated = spec?.syncPolicy?.automated;
  return {
    sync: sync?.status ?? 'Unknown',
    revisions: readRevisions(sync),
    hydration: readHydration(spec?.sourceHydrator, status.sourceHydrator),
    health: health?.status ?? 'Unknown',
    operation: readOperation(status),
    isPending: operation !== undefined,
    isAutomated: automated !== undefined && automated.enabled !== false,
    images: summary?.images ?? [],
    conditions: (conditions ?? []).map(({ type = '', message = '' }) => ({ type, message })),
    resources: (resources ?? []).flatMap(readHealth),
  };
}

function readOperation({ operationState: state }: NonNullable<Application['status']>): Operation | undefined {
  if (state === undefined) return undefined;
  const { phase = '', message = '', retryCount = 0, syncResult, operation } = state;
  const done = readRevisions(syncResult);
  const revisions = done.length > 0 ? done : readRevisions(operation?.sync);
  return { phase, message, retryCount, revisions, degraded: readDegraded(syncResult?.resources ?? []) };
}

/**
 * With hooks or waves, Argo CD also fails a sync for a resource that it applied but whose health is Degraded.
 * Source: Sync in gitops-engine/pkg/sync/sync_context.go
 */
function readDegraded(resources: readonly SyncedResource[]): readonly string[] {
  const failed = resources.filter(({ status, hookPhase }) => status === 'SyncFailed' || isFailed(hookPhase ?? ''));
  const isHealth = ({ status, hookType = '' }: SyncedResource) => status === 'Synced' && hookType === '';
  return failed.every(isHealth) ? failed.map(keyOf) : [];
}

/** Returns whether a phase is a failure. */
export function isFailed(phase: string): boolean {
  return phase === 'Failed' || phase === 'Error';
}

function readRevisions(read: Revisions | undefined): readonly string[] {
  return [read?.revision ?? '', ...(read?.revisions ?? [])].filter((each) => each !== '');
}
