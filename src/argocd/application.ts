/** The fields of an Application that are read; `v1alpha1Application` in Argo CD's assets/swagger.json. All are optional. */
export interface Application {
  readonly operation?: object;
  readonly spec?: {
    readonly syncPolicy?: { readonly automated?: object & { readonly enabled?: boolean } };
  };
  readonly status?: {
    readonly sync?: { readonly status?: string } & Revisions;
    readonly health?: { readonly status?: string };
    readonly operationState?: {
      readonly phase?: string;
      readonly message?: string;
      readonly retryCount?: number;
      readonly operation?: { readonly sync?: Revisions };
      readonly syncResult?: Revisions;
    };
    readonly summary?: { readonly images?: readonly string[] };
    readonly conditions?: readonly { readonly type?: string; readonly message?: string }[];
    readonly resources?: readonly Resource[];
  };
}

/** The revision of one source, or of several. */
interface Revisions {
  readonly revision?: string;
  readonly revisions?: readonly string[];
}

interface Resource {
  readonly kind?: string;
  readonly name?: string;
  readonly health?: { readonly status?: string; readonly message?: string };
}

/** The fields of `v1alpha1ApplicationTree` that are read. */
export interface ResourceTree {
  readonly nodes?: readonly (Resource & {
    readonly namespace?: string;
    readonly uid?: string;
    readonly info?: readonly { readonly name?: string; readonly value?: string }[];
  })[];
}

/** The fields of Kubernetes' `v1.EventList` that are read. */
export interface EventList {
  readonly items?: readonly { readonly type?: string; readonly reason?: string; readonly message?: string }[] | null;
}

/** A pod that fails or cannot start. */
export interface TroubledPod {
  readonly name: string;
  readonly namespace: string;
  readonly uid: string;
  /** Kubernetes' reason, e.g. `ImagePullBackOff`. */
  readonly reason: string;
}

/** The state of an application at one moment. */
export interface ApplicationState {
  /** `Synced`, `OutOfSync`, `Unknown`. */
  readonly sync: string;
  /** The revisions that Argo CD compared; empty while the comparison fails. */
  readonly revisions: readonly string[];
  /** `Healthy`, `Progressing`, `Degraded`, `Suspended`, `Missing`, `Unknown`. */
  readonly health: string;
  /** `undefined`: none has started since the controller started. */
  readonly operation: Operation | undefined;
  /** Whether a requested operation has not ended yet. */
  readonly isPending: boolean;
  readonly isAutomated: boolean;
  readonly images: readonly string[];
  readonly conditions: readonly { readonly type: string; readonly message: string }[];
  /** Descriptions of the resources with a health other than Healthy and Progressing. */
  readonly unhealthy: readonly string[];
}

export interface Operation {
  /** `Running`, `Terminating`, `Failed`, `Error`, `Succeeded`. */
  readonly phase: string;
  readonly message: string;
  readonly retryCount: number;
  readonly revisions: readonly string[];
}

/** Returns the state of an Application, with defaults for missing fields. */
export function readApplicationState({ operation, spec, status = {} }: Application): ApplicationState {
  const { sync, health, summary, conditions = [], resources = [] } = status;
  const automated = spec?.syncPolicy?.automated;
  return {
    sync: sync?.status ?? 'Unknown',
    revisions: readRevisions(sync),
    health: health?.status ?? 'Unknown',
    operation: readOperation(status),
    isPending: operation !== undefined,
    isAutomated: automated !== undefined && automated.enabled !== false,
    images: summary?.images ?? [],
    conditions: conditions.map(({ type = '', message = '' }) => ({ type, message })),
    unhealthy: resources.flatMap(describeUnhealthy),
  };
}

/**
 * Returns the pods that fail or cannot start, by their “Status Reason”. Argo CD's health ignores pods that wait in an init
 * container or belong to a hook.
 */
export function findTroubledPods({ nodes = [] }: ResourceTree): TroubledPod[] {
  return nodes.flatMap(({ kind, name = '', namespace = '', uid = '', info = [] }) => {
    const reason = info.find((each) => each.name === 'Status Reason')?.value ?? '';
    return kind === 'Pod' && /BackOff|Err|OOMKilled|Evicted/.test(reason) ? [{ name, namespace, uid, reason }] : [];
  });
}

/** Returns the message of the latest failure in a pod's events; `undefined` if there is none. */
export function lastWarning({ items }: EventList): string | undefined {
  const warnings = (items ?? []).filter(({ type }) => type === 'Warning');
  const failures = warnings.filter(({ message = '' }) => !/^(?:Error: |Back-off )/.test(message));
  return (failures.at(-1) ?? warnings.at(-1))?.message;
}

function readOperation({ operationState: state }: NonNullable<Application['status']>): Operation | undefined {
  if (state === undefined) return undefined;
  const { phase = '', message = '', retryCount = 0, syncResult, operation } = state;
  const done = readRevisions(syncResult);
  return { phase, message, retryCount, revisions: done.length > 0 ? done : readRevisions(operation?.sync) };
}

function readRevisions(read: Revisions | undefined): readonly string[] {
  return [read?.revision ?? '', ...(read?.revisions ?? [])].filter((each) => each !== '');
}

function describeUnhealthy({ kind = '', name = '', health }: Resource): string[] {
  const status = health?.status ?? 'Healthy';
  if (status === 'Healthy' || status === 'Progressing') return [];
  return [`${kind} ${name}: ${[status, health?.message].filter(Boolean).join(', ')}`];
}
