import { posix } from 'node:path';
import { type RepositoryFiles, readText } from './files.ts';

/** Folders whose files Airflow does not load. */
const NOT_LOADED = /(?:^|\/)(?:tests?|plugins|site-packages|docs?|examples?|\.github)\//;
/** The words that Airflow's safe mode looks for: https://airflow.apache.org/docs/apache-airflow/stable/core-concepts/dags.html */
const OF_DAG = [/\bairflow\b/i, /\bdag\b|@dag|DAG\(/i];

/** Returns the folders with DAG files, those with most files first: folders named `dags`, or the one above all DAG files. */
export async function findDagFolders(files: RepositoryFiles): Promise<string[]> {
  const python = files.paths.filter((path) => path.endsWith('.py') && !NOT_LOADED.test(path));
  const found = await Promise.all(
    python.map(async (path) => {
      const text = await readText(files, path);
      return OF_DAG.every((word) => word.test(text)) ? [path] : [];
    }),
  );
  const dags = found.flat();
  const named = dags.flatMap((path) => dagsFolderOf(path) ?? []);
  if (named.length === 0) return dags.length === 0 ? [] : [sharedFolder(dags)];
  const counts = Map.groupBy(named, (folder) => folder);
  return [...counts].toSorted(([, a], [, b]) => b.length - a.length).map(([folder]) => folder);
}

/** Returns the outermost folder of a path that is named `dags`. */
function dagsFolderOf(path: string): string | undefined {
  const parts = posix.dirname(path).split('/');
  const at = parts.findIndex((part) => /^(?:airflow[_-])?dags?$/i.test(part));
  return at === -1 ? undefined : parts.slice(0, at + 1).join('/');
}

function sharedFolder(paths: readonly string[]): string {
  const all = paths.map((path) => posix.dirname(path).split('/'));
  const [first = []] = all;
  const end = first.findIndex((part, index) => all.some((parts) => parts[index] !== part));
  return first.slice(0, end === -1 ? first.length : end).join('/') || '.';
}
