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
  /** The resources for which it fails, also while it still runs. */
  readonly failed: readonly FailedResource[];
}

/** A resource for which a sync fails. */
export interface FailedResource {
  readonly key: string;
  readonly kind: string;
  readonly name: string;
  readonly message: string;
  /** It was applied and is not a hook, but its health is Degraded: with hooks or waves, that fails a sync too. */
  readonly isOnlyDegraded: boolean;
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
  const failed = (syncResult?.resources ?? []).flatMap(readFailed);
  return { phase, message, retryCount, revisions, failed };
}

/** Source: Sync in gitops-engine/pkg/sync/sync_context.go */
function readFailed(resource: SyncedResource): FailedResource[] {
  const { kind = '', name = '', status, hookType = '', hookPhase = '', message = '' } = resource;
  if (status !== 'SyncFailed' && !isFailed(hookPhase)) return [];
  return [{ key: keyOf(resource), kind, name, message, isOnlyDegraded: status === 'Synced' && hookType === '' }];
}

/** Returns whether a phase is a failure. */
export function isFailed(phase: string): boolean {
  return phase === 'Failed' || phase === 'Error';
}

function readRevisions(read: Revisions | undefined): readonly string[] {
  return [read?.revision ?? '', ...(read?.revisions ?? [])].filter((each) => each !== '');
}
