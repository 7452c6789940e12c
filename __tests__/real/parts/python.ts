import { realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The Python of the environment that a part's program is installed in; its other programs stand beside it. */
export function findPython(program: string): string {
  return join(dirname(realpathSync(program)), 'python');
}

/** Where mypy keeps the types of Airflow's own modules, which it takes half a minute to read. */
export function typesCache(python: string): string {
  return join(dirname(python), '../mypy-cache');
}
