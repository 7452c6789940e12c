import type { DagCode } from '../../dag-codes.ts';
import type { Finding, Location } from '../../findings.ts';

export type { DagCode };

/** A finding in a DAG file. */
export interface DagFinding extends Finding<DagCode> {
  /** The path is absolute, as the loader sees it, or relative to the repository. */
  readonly location: Required<Location>;
}

export interface DagPolicy {
  /** Matches the whole dag_id. */
  readonly dagId: string | undefined;
  readonly owners: readonly string[] | undefined;
  readonly tags: readonly string[] | undefined;
  readonly minRetries: number | undefined;
}
