/** A Python with Airflow and the team's code. */
export type Python = PythonEnvironment & ({ readonly args: readonly string[] } | { readonly container: Container });

/** A container, which keeps running when its client is killed. */
export interface Container {
  /** Returns the arguments that start it under a name. */
  run(name: string): readonly string[];
  /** Stops and removes it. */
  remove(name: string): Promise<void>;
}

interface PythonEnvironment {
  readonly command: string;
  /** The complete environment; nothing else of the runner's is passed on. */
  readonly environment: Readonly<Record<string, string>>;
  /** The working folder; `undefined`: that of this process. */
  readonly cwd?: string;
  /** Absolute, as this Python sees it. */
  readonly dagFolder: string;
  /** Folders of the team's own code, as this Python sees them. */
  readonly roots: readonly string[];
  /** Identifies how the image is built, without the team's code. A result of another image is not valid. */
  readonly image?: string;
}

export interface Limits {
  readonly secondsPerFile: number;
  /** MiB in addition to Airflow itself. */
  readonly memoryMbPerFile: number;
  readonly processes: number;
  /** Names of programs that a file may run. */
  readonly programs: readonly string[];
  /** Host names, with `*` as a wildcard, that a file may look up. They are unreachable without a network. */
  readonly hosts: readonly string[];
}

/** The Variables and Connections that files may read while they are loaded. */
export interface Answers {
  readonly variables: Readonly<Record<string, string>>;
  /** By id: a URI, or fields as `airflow connections export` writes them. */
  readonly connections: Readonly<Record<string, unknown>>;
}
