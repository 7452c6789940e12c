import { posix } from 'node:path';
import ignore from 'ignore';

const NAME = '.airflowignore';

/**
 * Returns the files that no `.airflowignore` above them names, by its default syntax:
 * https://airflow.apache.org/docs/apache-airflow/stable/core-concepts/dags.html#airflowignore
 */
export function withoutIgnored(files: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const rules = [...files].flatMap(([path, text]) =>
    posix.basename(path) === NAME ? [{ folder: posix.dirname(path), ignored: ignore().add(text) }] : [],
  );
  const isKept = (path: string) =>
    !rules.some(
      ({ folder, ignored }) => path.startsWith(`${folder}/`) && ignored.ignores(posix.relative(folder, path)),
    );
  return new Map([...files].filter(([path]) => isKept(path)));
}
