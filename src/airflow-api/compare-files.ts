import { posix } from 'node:path';
import type { SeenDag } from './parse-count.ts';
import { PARSES_TO_BE_SURE } from './wait.ts';

/** The files in the DAG folder of an image. Paths are absolute. */
export interface DagFiles {
  readonly folder: string;
  readonly paths: ReadonlySet<string>;
  /** The files that define a DAG. */
  readonly making: readonly string[];
}

export interface Difference {
  /** DAGs in the folder whose file the image does not have. */
  readonly foreign: readonly SeenDag[];
  /** Files that define a DAG, but from which Airflow lists none. */
  readonly silent: readonly string[];
}

/** Compares Airflow's DAGs with the files of the image. DAGs outside its DAG folder are ignored. */
export function compareFiles(dags: readonly SeenDag[], { folder, paths, making }: DagFiles): Difference {
  const places = new Set(dags.map(({ fileloc }) => fileloc));
  return {
    foreign: dags.filter(({ fileloc }) => fileloc.startsWith(`${folder}/`) && !isIn(paths, fileloc, folder)),
    silent: making.filter((path) => !places.has(path)),
  };
}

/**
 * Returns whether a DAG has been parsed often enough to prove that its file exists. Airflow may still list a DAG of the
 * previous image until it notices that the file is gone.
 */
export function isFileProven({ parses }: SeenDag): boolean {
  return parses >= PARSES_TO_BE_SURE;
}

/** Returns whether the image has a file, or the ZIP that contains it. */
function isIn(paths: ReadonlySet<string>, path: string, folder: string): boolean {
  for (let place = path; place.length > folder.length; place = posix.dirname(place)) {
    if (paths.has(place)) return true;
  }
  return false;
}
