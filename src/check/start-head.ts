import type { Answers, Limits, Python } from '../airflow/python.ts';
import { type StartedTwice, startTwice } from './kept-results/load-kept.ts';
import { limitsOf } from './limits.ts';
import { openPython } from './open-python.ts';
import type { CheckOptions } from './options.ts';
import { readSamples } from './samples.ts';

export interface StartedHead extends StartedTwice {
  readonly python: Python;
  readonly limits: Limits;
  readonly answers: Answers;
}

/**
 * Starts to load the checkout: its loaders import Airflow. `cached`: an image whose layers Docker may reuse.
 * @throws UserError `dags-missing`, `image-build-failed`, `samples-invalid`
 */
export async function startHead(options: CheckOptions, cached?: string): Promise<StartedHead> {
  const limits = limitsOf(options);
  const answers = await readSamples(options.root);
  const python = await openPython(options, options.workspace, cached);
  const loads = startTwice(python, limits, answers);
  const stop = async () => {
    await loads.stop();
    await python.close();
  };
  return { ...loads, python, limits, answers, stop };
}
