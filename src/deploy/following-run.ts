import type { ResourceHealth } from '../argocd/resource-health.ts';
import type { Clients, Version } from '../gitops/request.ts';
import type { DeploymentObserver, Notify } from './observers/observer.ts';
import type { WholeDeployment } from './options.ts';

/** A deployment that is committed, and how to follow it. */
export interface FollowingRun {
  readonly clients: Clients;
  readonly options: WholeDeployment;
  readonly notify: Notify;
  /** Returns the observers of a version that is deployed in place of the one that failed. */
  readonly observeRestored: (version: Version) => readonly DeploymentObserver[];
  /** The resources in Argo CD before the commit; `undefined` if they are unknown. */
  readonly before: Promise<readonly ResourceHealth[] | undefined>;
  /** Milliseconds since 1970. */
  readonly committedAt: number;
}
