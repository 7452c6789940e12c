import type { ApprovedDeployment } from '../../gates/verdict.ts';
import type { Deployed, Followed } from '../result.ts';

/** Receives the events of a deployment, in this order. It cannot change the outcome. */
export interface DeploymentObserver {
  /** The deployment is approved. Not called if there is nothing to deploy. */
  open(verdict: ApprovedDeployment): void;
  /** Reports that the image is in the registry; the commit of its tag is next. */
  pushed(): void;
  deployed(deployed: Deployed): void;
  rolledOut(followed: Followed): void;
  /** Gets the translated error. May follow any of the others: a check of the running deployment can fail. */
  failed(error: unknown): void;
  /** Waits until everything is written or has failed. */
  close(): Promise<void>;
}

/** Calls every observer of a deployment. */
export type Notify = (say: (observer: DeploymentObserver) => void) => void;
