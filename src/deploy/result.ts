import type { BumpResult } from '../bump-values/result.ts';

export interface Step {
  readonly name: string;
  readonly milliseconds: number;
}

export type Deployed = BumpResult & {
  /** Of an image that was not built here. */
  readonly digest?: string;
  readonly steps: readonly Step[];
  /** Done when provenance and SBOM are attached, or cannot be: nothing but the end of the run waits for it. */
  readonly attached?: Promise<void>;
  readonly image?: {
    readonly tag: string;
    readonly digest: string;
    /** Absent for a full build. */
    readonly runtime?: string;
    readonly pushed: 'pushed' | 'unchanged';
  };
};

/** How a rollout ended that did not fail. */
export interface Followed {
  readonly kind: 'rolled-out' | 'superseded';
  readonly sentence: string;
  /** The application's page. */
  readonly page: string;
}
