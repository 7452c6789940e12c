import { posix } from 'node:path';
import { PARSES_TO_BE_SURE, type SeenDag } from './wait.ts';

/** What an image has in its DAG folder. Paths are absolute. */
export interface DagFiles {
  readonly folder: string;
  readonly paths: ReadonlySet<string>;
  /** Those whose text makes a DAG when it is imported. */
  readonly making: readonly string[];
}

export interface Difference {
  /** DAGs in the folder whose file the image does not have. */
  readonly foreign: readonly SeenDag[];
  /** Files that make a DAG, from which Airflow lists none. */
  readonly silent: readonly string[];
}

/** Holds what Airflow lists against the files of the image. DAGs from elsewhere than its folder may be there too. */
export function compareFiles(dags: readonly SeenDag[], { folder, paths, making }: DagFiles): Difference {
  const places = new Set(dags.map(({ fileloc }) => fileloc));
  return {
    foreign: dags.filter(({ fileloc }) => fileloc.startsWith(`${folder}/`) && !isIn(paths, fileloc, folder)),
    silent: making.filter((path) => !places.has(path)),
  };
}

/**
 * Only a DAG that is parsed again and again has a file; one of the image before may be listed until Airflow has seen
 * that its file is gone.
 */
export function isStanding({ parses }: SeenDag): boolean {
  return parses >= PARSES_TO_BE_SURE;
}

/** A file, or one inside of it where it is a ZIP. */
function isIn(paths: ReadonlySet<string>, path: string, folder: string): boolean {
  for (let place = path; place.length > folder.length; place = posix.dirname(place)) {
    if (paths.has(place)) return true;
  }
  return false;
}
