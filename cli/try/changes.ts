import { readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { dagFile } from '../../demo/dag-file.ts';
import { TEMPLATE } from '../package-folder.ts';

export const NEW_DAG = 'flux_airflow_try';

/** Files of a commit, as path → content. */
export type Files = Readonly<Record<string, string>>;

/** Returns the file of the new DAG, in the user's DAG folder. */
export function addDag(folder: string): Files {
  return { [posix.join(folder, `${NEW_DAG}.py`)]: dagFile(NEW_DAG) };
}

/** Returns the Dockerfile of the template, which copies only the DAG folder, and the requirements if there are none. */
export function addDockerfile(dags: string, paths: readonly string[]): Files {
  const copy = `COPY --chown=airflow:root ${dags === '.' ? '.' : dags} \${AIRFLOW_HOME}/dags`;
  const kept = readFileSync(`${TEMPLATE}/Dockerfile`, 'utf8')
    .split('\n')
    .filter((line) => !line.startsWith('COPY --chown'));
  const dockerfile = `${kept.join('\n').trimEnd()}\n${copy}\n`;
  const requirements = { 'requirements.txt': '# The packages of your DAGs, with exact versions.\n' };
  return {
    Dockerfile: dockerfile,
    ...(paths.includes('requirements.txt') ? {} : requirements),
  };
}
