import type { FileReport } from '../airflow/inventory.ts';
import type { Python } from '../airflow/python.ts';
import type { Base } from './base.ts';
import type { StartedOnce } from './kept-results/load-kept.ts';
import { logStatistics } from './kept-results/log-statistics.ts';
import { openPython } from './open-python.ts';
import type { CheckOptions } from './options.ts';

export interface StartedBase {
  /** Returns the base's files. */
  finish(): Promise<readonly FileReport[]>;
  /** Ends the loader, and removes what it needed. */
  close(): Promise<void>;
}

/**
 * Starts to load the base: its loader imports Airflow while the head is loaded, then waits for the results of the head,
 * because most files are the same. `cached`: an image whose layers Docker may reuse.
 * @throws UserError `image-build-failed`
 */
export async function startBase(
  { directory }: Base,
  cached: string | undefined,
  options: CheckOptions,
  start: (python: Python) => StartedOnce,
): Promise<StartedBase> {
  const python = await openPython(options, directory, cached);
  const loader = start(python);
  return {
    finish: async () => {
      const { inventory, statistics } = await loader.finish();
      logStatistics('Base', statistics);
      return inventory.files;
    },
    close: async () => {
      await loader.stop();
      await python.close();
    },
  };
}
