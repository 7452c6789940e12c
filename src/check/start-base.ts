import type { FileReport } from '../airflow/inventory.ts';
import { eager } from '../eager.ts';
import type { Base } from './base.ts';
import type { KeptResults } from './kept-results/kept-results.ts';
import { startOnce } from './kept-results/load-kept.ts';
import { logStatistics } from './kept-results/log-statistics.ts';
import { takeResults } from './kept-results/other-checkout.ts';
import { openPython } from './open-python.ts';
import type { CheckOptions } from './options.ts';
import type { StartedHead } from './start-head.ts';

export interface StartedBase {
  /** Returns the base's files. */
  finish(): Promise<readonly FileReport[]>;
  /** Ends the loader, and removes what it needed. */
  stop(): Promise<void>;
}

/**
 * Starts to load the base. If results of earlier runs are valid for all of its files, a loader of the head says so, and the
 * base needs none. Otherwise its own loader imports Airflow while the head is loaded, then waits for the results of the
 * head, because most files are the same. `cached`: an image whose layers Docker may reuse.
 * @throws UserError `image-build-failed`
 */
export async function startBase(
  { directory }: Base,
  cached: string | undefined,
  options: CheckOptions,
  { verify, limits, answers }: StartedHead,
  results: KeptResults,
): Promise<StartedBase> {
  const python = await openPython(options, directory, cached);
  const started = eager(
    verify(python, results).then((valid) =>
      valid === undefined ? { loader: startOnce(python, limits, answers) } : { valid },
    ),
  );
  return {
    finish: async () => {
      const found = await started;
      const { inventory, statistics } =
        'loader' in found ? await found.loader.finish(results) : takeResults(found.valid, results, python);
      logStatistics('Base', statistics);
      return inventory.files;
    },
    stop: async () => {
      const found = await started;
      if ('loader' in found) await found.loader.stop();
      await python.close();
    },
  };
}
