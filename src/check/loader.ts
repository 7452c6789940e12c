import { join } from 'node:path';
import type { Python } from '../airflow/python.ts';

/** The path is the same in the bundle and in the sources. */
export const LOADER = join(import.meta.dirname, 'loader');

export type OpenPython = Python & { close(): Promise<void> };

/** The order of sets is the same in each load, so that it is never a change of a DAG. */
export const FIXED = { PYTHONHASHSEED: '0' };

/** Returns settings that keep what Airflow writes on import out of AIRFLOW_HOME, which has the code. */
export function writableFolders(folder: string): Record<string, string> {
  return {
    AIRFLOW__LOGGING__BASE_LOG_FOLDER: join(folder, 'logs'),
    AIRFLOW__LOGGING__DAG_PROCESSOR_CHILD_PROCESS_LOG_DIRECTORY: join(folder, 'logs'),
    AIRFLOW__SCHEDULER__CHILD_PROCESS_LOG_DIRECTORY: join(folder, 'logs'),
  };
}
