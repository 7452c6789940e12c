/** One fact of a status, for people and programs. The codes are listed in docs/reference/warnings.md. */
export interface StatusFinding {
  readonly code: string;
  readonly message: string;
}
