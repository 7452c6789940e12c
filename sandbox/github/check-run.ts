export interface CheckRun {
  readonly id: number;
  readonly name: string;
  readonly head: string;
  readonly conclusion: string;
  title: string;
  summary: string;
  /** As they were sent. */
  readonly annotations: object[];
}
