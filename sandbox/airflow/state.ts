/** A task instance that runs. */
export interface SandboxTask {
  readonly id: string;
  readonly dag: string;
  readonly task: string;
  readonly mapIndex: number;
  /** `null`: the default executor. */
  readonly executor: string | null;
}

export interface SandboxDag {
  readonly id: string;
  /** Its file. Default: `/opt/airflow/dags/<id>.py`. */
  readonly fileloc: string;
  isPaused: boolean;
  /** Whether its file is gone. It is not listed then, but a read by its id returns it. */
  isStale: boolean;
  /** How each of its runs ends, and after how long. `never`: it keeps running. */
  outcome: { readonly state: 'success' | 'failed' | 'never'; readonly afterMs: number; readonly failedTask?: string };
}

export interface SandboxRun {
  readonly dag: string;
  readonly id: string;
  readonly conf: unknown;
  readonly note: string | null;
  readonly logicalDate: string | null;
  readonly triggeredAt: number;
}

/** What an Airflow knows. */
export class AirflowState {
  readonly dags = new Map<string, SandboxDag>();
  readonly tasks = new Map<string, SandboxTask>();
  readonly runs: SandboxRun[] = [];
  /** The setting `[core] executor`. */
  executor = 'LocalExecutor';
  /** Whether the API shows the configuration (`[api] expose_config`). */
  showsConfiguration = false;
  /** Each file is parsed again after this time. */
  parseMs = 500;

  addDag(id: string, settings: Partial<Omit<SandboxDag, 'id'>> = {}): SandboxDag {
    const standard = { isPaused: false, isStale: false, outcome: { state: 'success', afterMs: 0 } } as const;
    const dag = { id, fileloc: `/opt/airflow/dags/${id}.py`, ...standard, ...settings };
    this.dags.set(id, dag);
    return dag;
  }

  /** Starts a task. Returns its id, for `endTask`. */
  startTask(dag: string, task: string, { executor = null, mapIndex = -1 }: Partial<SandboxTask> = {}): string {
    const id = `0199${String(this.tasks.size).padStart(4, '0')}-${Math.random().toString(16).slice(2)}`;
    this.tasks.set(id, { id, dag, task, executor, mapIndex });
    return id;
  }

  endTask(id: string): void {
    this.tasks.delete(id);
  }

  /** A run of a paused DAG stays queued. */
  stateOf(run: SandboxRun): string {
    const { isPaused = false, outcome } = this.dags.get(run.dag) ?? {};
    if (isPaused || outcome === undefined) return 'queued';
    const isRunning = outcome.state === 'never' || Date.now() - run.triggeredAt < outcome.afterMs;
    return isRunning ? 'running' : outcome.state;
  }
}
