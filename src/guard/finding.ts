export interface GuardFinding {
  readonly level: 'error' | 'warning';
  /** Stable; docs/reference/guard-findings.md has a section for each. */
  readonly code: string;
  readonly message: string;
  readonly path: string;
  readonly line: number;
}
