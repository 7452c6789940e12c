import type { AirflowState, ListedDag } from './airflow-api.ts';

export interface SeenDag extends ListedDag {
  /** How often its file was parsed since the first request. */
  readonly parses: number;
  /** Whether it was parsed since the commit, perhaps before the first request. */
  readonly isParsedSinceCommit: boolean;
}

/** How late a time in the header `Date` may be: it has whole seconds, and uvicorn renews it once a second. */
const CLOCK_LAG_MS = 2_000;

/** Counts the parses of each DAG by Airflow's own clock, and measures the time between them. */
export class ParseCount {
  /** The time between the commit and the first request, in milliseconds. */
  readonly #sinceCommitMs: number;
  readonly #times = new Map<string, Set<number>>();
  /** A time that is not before the first request. */
  #firstLook: number | undefined;

  constructor(sinceCommitMs: number) {
    this.#sinceCommitMs = sinceCommitMs;
  }

  count({ dags, now }: AirflowState): SeenDag[] {
    const firstLook = this.#firstLook ?? now + CLOCK_LAG_MS;
    this.#firstLook = firstLook;
    return dags.map((dag) => {
      const times = this.#times.get(dag.dag_id) ?? new Set();
      const at = Date.parse(dag.last_parsed_time ?? '');
      if (!Number.isNaN(at)) this.#times.set(dag.dag_id, times.add(at));
      const parses = [...times].filter((time) => time > firstLook).length;
      return { ...dag, parses, isParsedSinceCommit: this.isSinceCommit(dag.last_parsed_time) };
    });
  }

  /** Returns whether a time, in ISO 8601, is after the commit. */
  isSinceCommit(time: string | null | undefined): boolean {
    return Date.parse(time ?? '') > (this.#firstLook ?? 0) - this.#sinceCommitMs;
  }

  /** Returns the longest time between two parses of one file, in milliseconds; `undefined` if none was parsed twice. */
  get paceMs(): number | undefined {
    const gaps = [...this.#times.values()].flatMap((times) => {
      const sorted = [...times].sort((one, other) => one - other);
      return sorted.slice(1).map((time, index) => time - (sorted[index] ?? time));
    });
    return gaps.length === 0 ? undefined : Math.max(...gaps);
  }
}
