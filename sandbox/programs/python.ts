import { realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Returns the Python of the environment with a part's program. Its other programs are in the same folder. */
export function findPython(program: string): string {
  return join(dirname(realpathSync(program)), 'python');
}

/** Returns mypy's cache of the types in Airflow, which take half a minute to read. */
export function typesCache(python: string): string {
  return join(dirname(python), '../mypy-cache');
}
