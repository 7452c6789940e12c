import type { ApprovedDeployment } from '../../gates/verdict.ts';
import type { Deployed, Followed } from '../result.ts';

/** What the commit does to the tasks that run. */
export interface TaskNews {
  /** One sentence, with the tasks folded under it; Markdown. Empty if no task runs. */
  readonly text: string;
  /** How many tasks it stops, or may stop. */
  readonly stopped: number;
  /** Whether the commit waits for them. */
  readonly isWaiting: boolean;
}

/** Receives the events of a deployment, in this order. It cannot change the outcome. */
export interface DeploymentObserver {
  /** The deployment is approved. Not called if there is nothing to deploy. */
  open(verdict: ApprovedDeployment): void;
  /** Reports that the image is in the registry; the commit of its tag is next. */
  pushed(): void;
  /** Gets what the commit will do to running tasks; again if the run waited for them. May come at any time before the end. */
  interrupts?(news: TaskNews): void;
  deployed(deployed: Deployed): void;
  rolledOut(followed: Followed): void;
  /** Gets the translated error. May follow any of the others: a check of the running deployment can fail. */
  failed(error: unknown): void;
  /** Waits until everything is written or has failed. */
  close(): Promise<void>;
}

/** Calls every observer of a deployment. */
export type Notify = (say: (observer: DeploymentObserver) => void) => void;
