import type { Inventory } from '../../airflow/inventory.ts';

/** What was loaded, and why. */
export interface Statistics {
  /** The number of files with a kept result. */
  readonly kept: number;
  /** Why each of the others was loaded: no result was valid. */
  readonly loaded: ReadonlyMap<string, string>;
  /** Why some of those will be loaded again the next time. */
  readonly unkept: ReadonlyMap<string, string>;
}

export interface Incremented {
  /** All files. */
  readonly inventory: Inventory;
  /** The second load of those that were loaded. */
  readonly again: Inventory;
  readonly statistics: Statistics;
}
