/** The fields of an Application that are read; `v1alpha1Application` in Argo CD's assets/swagger.json. All are optional. */
export interface Application {
  readonly operation?: object;
  readonly spec?: {
    readonly syncPolicy?: { readonly automated?: object & { readonly enabled?: boolean } };
    readonly source?: Source;
    readonly sources?: readonly Source[];
    readonly sourceHydrator?: HydratorSpec;
  };
  readonly status?: {
    readonly sync?: { readonly status?: string } & Revisions;
    readonly health?: { readonly status?: string };
    readonly operationState?: {
      readonly phase?: string;
      readonly message?: string;
      readonly retryCount?: number;
      readonly operation?: { readonly sync?: Revisions };
      readonly syncResult?: Revisions & { readonly resources?: readonly SyncedResource[] | null };
    };
    readonly summary?: { readonly images?: readonly string[] };
    readonly conditions?: readonly { readonly type?: string; readonly message?: string }[];
    readonly resources?: readonly Resource[];
    readonly sourceHydrator?: HydratorStatus;
  };
}

/** The revision of one source, or of several. */
export interface Revisions {
  readonly revision?: string;
  readonly revisions?: readonly string[];
}

/** A place that Argo CD renders manifests from, with the values that it sets there itself. */
export interface Source {
  readonly repoURL?: string;
  readonly path?: string;
  readonly helm?: {
    readonly parameters?: readonly { readonly name?: string; readonly value?: string }[] | null;
    /** YAML. */
    readonly values?: string;
    readonly valuesObject?: unknown;
  };
  readonly kustomize?: { readonly images?: readonly string[] | null };
}

/** https://argo-cd.readthedocs.io/en/stable/user-guide/source-hydrator/ */
export interface HydratorSpec {
  readonly drySource?: Source;
  readonly syncSource?: { readonly targetBranch?: string; readonly path?: string };
  readonly hydrateTo?: { readonly targetBranch?: string };
}

export interface HydratorStatus {
  readonly lastSuccessfulOperation?: { readonly drySHA?: string; readonly hydratedSHA?: string };
  readonly currentOperation?: {
    /** `Hydrating`, `Failed`, `Hydrated` */
    readonly phase?: string;
    readonly message?: string;
    readonly drySHA?: string;
  };
  readonly lastComparedDryRevision?: string;
}

export interface ResourceKey {
  readonly group?: string;
  readonly kind?: string;
  readonly namespace?: string;
  readonly name?: string;
}

export interface Resource extends ResourceKey {
  readonly health?: { readonly status?: string; readonly message?: string };
  /** Argo CD does not count the health of hooks. */
  readonly hook?: boolean;
}

/** What a sync did with a resource; `v1alpha1ResourceResult`. */
export interface SyncedResource extends ResourceKey {
  /** `Synced`, `SyncFailed`, `Pruned`, `PruneSkipped` */
  readonly status?: string;
  /** Only of hooks: `PreSync`, `Sync`, … */
  readonly hookType?: string;
  /** How the wait for its health ended, also for other resources than hooks: `Running`, `Terminating`, `Failed`, `Error`, `Succeeded`. */
  readonly hookPhase?: string;
  readonly message?: string;
}

/** The fields of `v1alpha1ApplicationTree` that are read. */
export interface ResourceTree {
  readonly nodes?: readonly (Resource & {
    readonly uid?: string;
    readonly parentRefs?: readonly ResourceKey[];
    readonly images?: readonly string[];
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
