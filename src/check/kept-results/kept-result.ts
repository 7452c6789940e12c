import type { Read } from '../../airflow/loading.ts';

/** The result of loading a file, with all that it depends on. */
export interface KeptResult {
  readonly file: string;
  /** Identifies the libraries, the environment, the samples and the loader. */
  readonly surroundings: string;
  /** The hash of the file. */
  readonly content: string;
  readonly reads: readonly Read[];
  /** Whether two loads agreed. The base is loaded once, so that its results cannot stand for those of the head. */
  readonly isCompared: boolean;
  /** A line of JSON with the names of folders instead of their paths: see `portable-report.ts`. */
  readonly report: string;
}
