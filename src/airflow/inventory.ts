/** A task as the loader reports it. */
export interface Task {
  readonly id: string;
  /** The line where the file names it; `null` if the name is computed. */
  readonly line: number | null;
  /** The class of the operator. */
  readonly type: string;
  readonly owner: string;
  readonly retries: number;
  readonly downstream: readonly string[];
  /** Arguments whose text contains a memory address. */
  readonly live: readonly string[];
}

export interface Dag {
  readonly id: string;
  readonly line: number | null;
  readonly schedule: string;
  readonly owners: readonly string[];
  readonly tags: readonly string[];
  readonly catchupInDefaultArgs: boolean;
  readonly tasks: readonly Task[];
  /** Why Airflow cannot serialise it. */
  readonly problem: string | null;
  /** A hash of the serialised DAG. */
  readonly fingerprint: string;
}

/** A place in the team's code: a line and an absolute path below the folders that the loader was given. */
export type CodeLocation = readonly [path: string, line: number];

export type EffectKind =
  | 'network'
  | 'process'
  | 'database'
  | 'write'
  | 'variable'
  | 'unknown-variable'
  | 'connection'
  | 'unknown-connection';

export interface Effect {
  readonly kind: EffectKind;
  readonly detail: string;
  /** The line of the DAG file that leads to it. */
  readonly place: number | null;
  /** The innermost place in the team's code. */
  readonly deep: CodeLocation | null;
  /** Whether a library causes it on import, or it reads the cloud's instance metadata. */
  readonly notice?: boolean;
  /** The package that causes it, for notices only; `null`: the team's own code. */
  readonly library?: string | null;
  /** Whether the loader prevented it. */
  readonly refused?: boolean;
}

export interface LoadError {
  /** The last line of the traceback. */
  readonly message: string;
  /** Outermost first. */
  readonly places: readonly CodeLocation[];
  /** The line of the file's first DAG, for errors without a place of their own. */
  readonly line: number | null;
  readonly text: string;
}

export interface Failure {
  readonly kind: 'slow' | 'died';
  readonly seconds?: number;
  /** Negative for a signal. */
  readonly code?: number;
  /** The end of the process's stderr. */
  readonly words?: string;
}

/** The result of loading one DAG file. */
export interface FileReport {
  /** Relative to the DAG folder. */
  readonly file: string;
  readonly seconds?: number;
  readonly dags?: readonly Dag[];
  readonly errors?: readonly LoadError[];
  /** `path:line: category: text` */
  readonly warnings?: readonly string[];
  readonly effects?: readonly Effect[];
  /** It replaced functions that the loader depends on. */
  readonly tampered?: boolean;
  /** Set if it took too long or ended the process that loaded it. */
  readonly failure?: Failure;
}

/** All DAG files of one commit. */
export interface Inventory {
  readonly airflow: string;
  readonly python: string;
  readonly files: readonly FileReport[];
}
