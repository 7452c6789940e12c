import { realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The Python of the environment that a part's program is installed in; its other programs stand beside it. */
export function findPython(program: string): string {
  return join(dirname(realpathSync(program)), 'python');
}
