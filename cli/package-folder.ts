import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The folder of this package: above this file, or above the bundle that contains it. */
export const PACKAGE = findPackage(import.meta.dirname);
/** The first files of a team's repository. */
export const TEMPLATE = join(PACKAGE, 'template');

function findPackage(folder: string): string {
  if (existsSync(join(folder, 'action.yml')) && existsSync(join(folder, 'package.json'))) return folder;
  const parent = dirname(folder);
  if (parent === folder) throw new Error(`${import.meta.dirname} is not in the package flux-airflow`);
  return findPackage(parent);
}
