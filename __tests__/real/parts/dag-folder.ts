import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { readSourceFiles } from '../../../sandbox/stage/source-files.ts';

/** Returns files of a repository without DAGs, whose image has the same DAG folder as this machine. */
export async function filesFor(folder: string): Promise<Record<string, string>> {
  const own = await readFile(resolve(import.meta.dirname, '../../../Dockerfile'), 'utf8');
  const Dockerfile = own.replace(
    /^COPY .*airflow\/dags .*$/m,
    `ENV AIRFLOW__CORE__DAGS_FOLDER=${folder}\nCOPY airflow/dags ${folder}`,
  );
  const dags = Object.keys(await readSourceFiles()).filter((path) => /^airflow\/dags\/.*\.py$/.test(path));
  return { ...Object.fromEntries(dags.map((path) => [path, ''])), Dockerfile };
}
