import { type AirflowApiOptions, AirflowSession } from './session.ts';

export interface ListedDag {
  readonly dag_id: string;
  /** The absolute path of its file on the DAG processor. */
  readonly fileloc: string;
  /** When its file was last parsed; ISO 8601. */
  readonly last_parsed_time: string | null;
}

export interface ImportError {
  /** When the file was last parsed with this error; ISO 8601. */
  readonly timestamp?: string;
  readonly filename: string;
  readonly stack_trace: string;
}

/** Airflow's DAGs and import errors at one moment. */
export interface AirflowState {
  readonly dags: readonly ListedDag[];
  readonly importErrors: readonly ImportError[];
  /** Airflow's own time. Milliseconds since 1970. */
  readonly now: number;
}

/** Reads the DAGs of a running Airflow 3. */
export class AirflowApi {
  readonly #session: AirflowSession;

  constructor(options: AirflowApiOptions) {
    this.#session = new AirflowSession(options);
  }

  /**
   * Reads all DAGs that are not stale, and all import errors.
   * @throws RetryableError if another attempt may succeed; AirflowApiError `not-airflow`, `account`
   */
  async look(): Promise<AirflowState> {
    const [{ items: dags, now }, { items: importErrors }] = await Promise.all([
      this.#session.list<ListedDag>('dags', 'dags'),
      this.#session.list<ImportError>('importErrors', 'import_errors'),
    ]);
    return { dags, importErrors, now };
  }
}
