import { findChart } from '../../src/gitops/chart/chart-images.ts';
import { parseFile } from '../../src/gitops/place/parse-file.ts';
import { formatKeyPath } from '../../src/values/key-path.ts';
import { listScalars } from '../../src/values/yaml/list-scalars.ts';
import { type RepositoryFiles, readText } from './files.ts';

/** Returns the files with the values of an Airflow chart: those with a key of its image's tag. */
export async function findValuesFiles(files: RepositoryFiles): Promise<string[]> {
  const yaml = files.paths.filter((path) => /\.ya?ml$/i.test(path) && !/(?:^|\/)templates\//.test(path));
  const found = await Promise.all(
    yaml.map(async (path) => (findTagKeys(path, await readText(files, path)).length > 0 ? [path] : [])),
  );
  return found.flat();
}

/** Returns the keys of the tag in the values of an Airflow chart; empty if the text is something else. */
export function findTagKeys(path: string, text: string): string[] {
  if (!/airflow/i.test(text) || !/tag/i.test(text)) return [];
  try {
    const keys = [...listScalars(parseFile(path, text))].map(({ path: key }) => formatKeyPath(key));
    return keys.filter((key) => findChart(key) !== undefined);
  } catch {
    return [];
  }
}
