/** What is read of an Application; `v1alpha1Application` in Argo CD's assets/swagger.json. Nothing in it is sure to be there. */
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

/** Of one source, or of several. */
interface Revisions {
  readonly revision?: string;
  readonly revisions?: readonly string[];
}

interface Resource {
  readonly kind?: string;
  readonly name?: string;
  readonly health?: { readonly status?: string; readonly message?: string };
}

/** What is read of `v1alpha1ApplicationTree`. */
export interface ResourceTree {
  readonly nodes?: readonly (Resource & {
    readonly namespace?: string;
    readonly uid?: string;
    readonly info?: readonly { readonly name?: string; readonly value?: string }[];
  })[];
}

/** What is read of Kubernetes' `v1.EventList`. */
export interface EventList {
  readonly items?: readonly { readonly type?: string; readonly reason?: string; readonly message?: string }[] | null;
}

/** A pod that does not run. */
export interface TroubledPod {
  readonly name: string;
  readonly namespace: string;
  readonly uid: string;
  /** In Kubernetes' word, e.g. `ImagePullBackOff`. */
  readonly reason: string;
}

/** One look at an application. */
export interface ApplicationState {
  /** `Synced`, `OutOfSync`, `Unknown`. */
  readonly sync: string;
  /** What the comparison is about; empty while it fails. */
  readonly revisions: readonly string[];
  /** `Healthy`, `Progressing`, `Degraded`, `Suspended`, `Missing`, `Unknown`. */
  readonly health: string;
  /** `undefined`: none has begun since the controller came up. */
  readonly operation: Operation | undefined;
  /** Whether an operation is asked for that has not ended. */
  readonly isPending: boolean;
  readonly isAutomated: boolean;
  readonly images: readonly string[];
  readonly conditions: readonly { readonly type: string; readonly message: string }[];
  /** Those that are neither healthy nor without health, in words. */
  readonly unhealthy: readonly string[];
}

export interface Operation {
  /** `Running`, `Terminating`, `Failed`, `Error`, `Succeeded`. */
  readonly phase: string;
  readonly message: string;
  readonly retryCount: number;
  readonly revisions: readonly string[];
}

/** What an Application shows, with a value for all that is not there. */
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
 * The pods that cannot start, or fail. Argo CD's health leaves out those that wait in an init container, or belong to a
 * hook; the reason that it shows beside does not.
 */
export function findTroubledPods({ nodes = [] }: ResourceTree): TroubledPod[] {
  return nodes.flatMap(({ kind, name = '', namespace = '', uid = '', info = [] }) => {
    const reason = info.find((each) => each.name === 'Status Reason')?.value ?? '';
    return kind === 'Pod' && /BackOff|Err|OOMKilled|Evicted/.test(reason) ? [{ name, namespace, uid, reason }] : [];
  });
}

/** What went wrong last, in the kubelet's own words; `undefined`: nothing is told. */
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
