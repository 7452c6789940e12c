import type { Finding, Location } from '../findings.ts';

/** The codes of the check's findings; docs/reference/dag-findings.md has a section for each. */
export type DagCode =
  | 'dag-catchup'
  | 'dag-cycle'
  | 'dag-deprecated'
  | 'dag-died'
  | 'dag-duplicate'
  | 'dag-import'
  | 'dag-live-object'
  | 'dag-memory'
  | 'dag-no-owner'
  | 'dag-policy'
  | 'dag-retries'
  | 'dag-serialise'
  | 'dag-slow'
  | 'dag-syntax'
  | 'dag-tampers'
  | 'dag-unstable'
  | 'drift-airflow'
  | 'drift-executor'
  | 'drift-python'
  | 'parse-connection'
  | 'parse-database'
  | 'parse-network'
  | 'parse-process'
  | 'parse-variable'
  | 'parse-write';

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
