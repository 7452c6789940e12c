/** A task as the loader reports it. */
export interface Task {
  readonly id: string;
  /** The line where the file names it; `null` if the name is computed. */
  readonly line: number | null;
  /** The class of the operator. */
  readonly type: string;
  readonly owner: string;
  readonly retries: number;
  /** The task group that contains it; `null`: none. */
  readonly group: string | null;
  readonly downstream: readonly string[];
  /** What Airflow stores of it, as text. */
  readonly fields: Fields;
  /** Fields that Airflow stores with a memory address. */
  readonly live: readonly string[];
}

/** Names and values as Airflow stores them; a long value has its beginning and a hash. */
export type Fields = Readonly<Record<string, string>>;

/** A template that Airflow cannot render when the task runs, or a reference to another DAG. */
export interface TemplateNote {
  readonly kind: 'missing-file' | 'removed-name' | 'reference';
  readonly task: string;
  readonly line: number | null;
  readonly field: string;
  /** The file, the name or the dag_id. */
  readonly detail: string;
  /** What to write in the place of a removed name. */
  readonly instead?: string;
}

export interface Dag {
  readonly id: string;
  readonly line: number | null;
  readonly schedule: string;
  readonly owners: readonly string[];
  readonly tags: readonly string[];
  /** Whether `default_args` has a `catchup` that differs from the DAG's. */
  readonly catchupInDefaultArgs: boolean;
  readonly tasks: readonly Task[];
  /** What Airflow stores of the DAG itself, as text. */
  readonly settings: Fields;
  readonly templates: readonly TemplateNote[];
  /** Why Airflow cannot serialise it. */
  readonly problem: string | null;
  /** Airflow's own hash of the serialised DAG, without paths. */
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
  /** All lines of the last error of the traceback. */
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
  /** Functions with the decorator `@dag` that the file does not call. */
  readonly uncalled?: readonly { readonly name: string; readonly line: number }[];
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
  /** Files that look like DAGs, but that Airflow skips because of the words in their text. */
  readonly skipped?: readonly { readonly file: string; readonly line: number }[];
  readonly plugins?: readonly PluginProblem[];
}

/** A problem with the plugins, which Airflow loads before any DAG. */
export interface PluginProblem {
  /**
   * `error`: a plugin fails; `helper-error`: a file beside the plugins does; `hides`: its name is that of a module that is
   * installed; `breaks`: so Airflow fails; `died`: loading the plugins ends the process.
   */
  readonly kind: 'error' | 'helper-error' | 'hides' | 'breaks' | 'died';
  /** Absolute, as the loader sees it. */
  readonly file: string;
  /** The error, the name of the module, or both. */
  readonly message: string;
}
