import type { RepositoryFiles } from '../repository/files.ts';

/** The user's repository, and what of it is deployed. All paths are relative to it. */
export interface TryOptions {
  readonly files: RepositoryFiles;
  /** `undefined`: the repository has none, and the one of the template is used. */
  readonly dockerfile: string | undefined;
  readonly context: string;
  readonly target: string | undefined;
  readonly buildArgs: readonly string[];
  /** The folder that gets the new DAG. */
  readonly dags: string;
  /** Whether the repository has DAGs, or the folder was named. */
  readonly hasDags: boolean;
  /** `undefined`: a small values file of the sandbox is used. */
  readonly values: ValuesText | undefined;
}

export interface ValuesText {
  readonly path: string;
  readonly text: string;
}
