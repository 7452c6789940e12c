/** A task as the loader reports it. */
export interface Task {
  readonly id: string;
  /** Where the file names it; `null` when it is computed. */
  readonly line: number | null;
  /** The operator's class. */
  readonly type: string;
  readonly owner: string;
  readonly retries: number;
  readonly downstream: readonly string[];
  /** Arguments that hold a live object. */
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
  /** Why it cannot be serialised. */
  readonly problem: string | null;
  /** Of all that Airflow keeps of it. */
  readonly fingerprint: string;
}

/** A place in the team's code: an absolute path, by the names that the loader was given, and a line. */
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
  /** A library does it for reasons of its own, or it is a look at the cloud's description of the machine. */
  readonly notice?: boolean;
  /** The package that does it; `null`: the team's own code. Only of a notice. */
  readonly library?: string | null;
  /** Whether it was kept from happening. */
  readonly refused?: boolean;
}

export interface LoadError {
  /** The last line of the traceback. */
  readonly message: string;
  /** Outermost first. */
  readonly places: readonly CodeLocation[];
  /** Of the file's first DAG, for errors that have no place of their own. */
  readonly line: number | null;
  readonly text: string;
}

export interface Failure {
  readonly kind: 'slow' | 'died';
  readonly seconds?: number;
  /** Negative for a signal. */
  readonly code?: number;
  /** The end of what the process wrote to standard error. */
  readonly words?: string;
}

/** What became of one DAG file. */
export interface FileReport {
  /** Relative to the DAG folder. */
  readonly file: string;
  readonly seconds?: number;
  readonly dags?: readonly Dag[];
  readonly errors?: readonly LoadError[];
  /** `path:line: category: text` */
  readonly warnings?: readonly string[];
  readonly effects?: readonly Effect[];
  /** It has replaced what the loading stands on. */
  readonly tampered?: boolean;
  /** It took too long, or ended the process that loaded it. */
  readonly failure?: Failure;
}

/** All DAG files of one commit. */
export interface Inventory {
  readonly airflow: string;
  readonly python: string;
  readonly files: readonly FileReport[];
}
