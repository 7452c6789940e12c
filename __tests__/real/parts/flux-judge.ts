import { LineProgram } from './line-program.ts';

interface Question {
  /** The text of files: one HelmRelease, and the ConfigMaps and Secrets of its namespace. */
  readonly text: string;
}

export interface FluxValues {
  /** What Flux gives to Helm; absent if Helm gets no values. */
  readonly values?: Readonly<Record<string, unknown>>;
  /** The error with which the HelmRelease fails. */
  readonly error?: string;
}

/** Runs the functions with which Flux's helm-controller merges the values of a HelmRelease. */
export class FluxJudge extends LineProgram<Question, FluxValues> {}
