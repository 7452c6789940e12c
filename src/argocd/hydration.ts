import type { HydratorSpec, HydratorStatus } from './application.ts';

/**
 * How far Argo CD's source hydrator is: it renders a commit of the GitOps branch (“dry”) into a commit of another branch
 * (“hydrated”), and syncs that one.
 */
export interface Hydration {
  /** The dry commit that was rendered last, and its result. */
  readonly done: { readonly dry: string; readonly hydrated: string } | undefined;
  /** The dry commit that is being rendered, or that could not be. */
  readonly current: { readonly dry: string; readonly phase: string; readonly message: string } | undefined;
  /** The newest dry commit that Argo CD has seen, if it says so. */
  readonly compared: string | undefined;
  /** The branch that is synced, and the folder of the manifests in it. */
  readonly branch: string;
  readonly path: string;
  /** The branch to which Argo CD writes, if something else brings the manifests from there to `branch`. */
  readonly stagedTo: string | undefined;
}

/** Returns the state of the source hydrator; `undefined` if the Application does not use it. */
export function readHydration(
  spec: HydratorSpec | undefined,
  { lastSuccessfulOperation: done, currentOperation: current, lastComparedDryRevision }: HydratorStatus = {},
): Hydration | undefined {
  if (spec === undefined) return undefined;
  const { targetBranch: branch = '', path = '' } = spec.syncSource ?? {};
  const stagedTo = spec.hydrateTo?.targetBranch;
  return {
    done: done && { dry: done.drySHA ?? '', hydrated: done.hydratedSHA ?? '' },
    current: current && { dry: current.drySHA ?? '', phase: current.phase ?? '', message: current.message ?? '' },
    compared: lastComparedDryRevision || undefined,
    branch,
    path,
    stagedTo: stagedTo === branch ? undefined : stagedTo,
  };
}

/** Returns all commits of the GitOps branch that Argo CD has seen. */
export function dryRevisions({ done, current, compared }: Hydration): string[] {
  return [done?.dry, current?.dry, compared].filter((each) => each !== undefined && each !== '') as string[];
}
