export type Level = 'error' | 'warning' | 'notice';

/** Something about a DAG file that its author should know. */
export interface DagFinding {
  readonly level: Level;
  /** Stable; docs/reference/dag-findings.md has a section for each. */
  readonly code: string;
  readonly message: string;
  /** Absolute, as the loader sees it. */
  readonly path: string;
  readonly line: number;
}

export interface DagPolicy {
  /** Matches the whole dag_id. */
  readonly dagId: string | undefined;
  readonly owners: readonly string[] | undefined;
  readonly tags: readonly string[] | undefined;
  readonly minRetries: number | undefined;
}
