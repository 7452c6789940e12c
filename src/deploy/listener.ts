import type { Deployable } from '../bump-values/judge.ts';
import type { Deployed } from './deploy.ts';
import type { Followed } from './follow-rollout.ts';

/** Hears how a deployment goes, in this order, and decides nothing. */
export interface Listener {
  /** It is proved what is deployed; not called where nothing is. */
  open(verdict: Deployable): void;
  /** The image is there, and its tag is about to be committed. */
  committing(): void;
  deployed(deployed: Deployed): void;
  rolledOut(followed: Followed): void;
  /** May come after any of these: what runs may be found wanting. */
  failed(error: unknown): void;
  /** Waits until all is told, or was given up. */
  close(): Promise<void>;
}
