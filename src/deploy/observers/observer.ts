import type { ApprovedDeployment } from '../../gates/verdict.ts';
import type { Deployed, Followed } from '../result.ts';

/** Hears how a deployment goes, in this order, and decides nothing. */
export interface DeploymentObserver {
  /** It is proved what is deployed; not called where nothing is. */
  open(verdict: ApprovedDeployment): void;
  /** The image is in the registry, and its tag is committed next. */
  pushed(): void;
  deployed(deployed: Deployed): void;
  rolledOut(followed: Followed): void;
  /** May come after any of these: what runs may be found wanting. */
  failed(error: unknown): void;
  /** Waits until all is told, or was given up. */
  close(): Promise<void>;
}
