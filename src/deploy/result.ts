import type { BumpResult } from '../bump-values/result.ts';

export interface Step {
  readonly name: string;
  readonly milliseconds: number;
}

export type Deployed = BumpResult & {
  /** Digest of an image from another run. */
  readonly digest?: string;
  readonly steps: readonly Step[];
  /** Settles when provenance, SBOM and signatures are attached or cannot be. Only the end of the run waits for it. */
  readonly attached?: Promise<unknown>;
  readonly image?: {
    readonly tag: string;
    readonly digest: string;
    /** Absent for a full build. */
    readonly runtime?: string;
    readonly pushed: 'pushed' | 'unchanged';
  };
};

/** The end of a rollout that did not fail. */
export interface Followed {
  readonly kind: 'rolled-out' | 'superseded' | 'not-reported';
  readonly sentence: string;
  /** The page that shows the rollout, and its name. */
  readonly page: string;
  readonly label: string;
}
