import type { DagFinding } from './finding.ts';
import type { FileReport } from './inventory.ts';

/** Returns DAGs whose dag_id exists more than once: Airflow keeps an arbitrary one of them. */
export function findDuplicates(files: readonly FileReport[], folder: string): DagFinding[] {
  const all = files.flatMap(({ file, dags = [] }) => dags.map((dag) => ({ ...dag, path: `${folder}/${file}`, file })));
  const byId = Map.groupBy(all, ({ id }) => id);
  return [...byId].flatMap(([id, [first, ...others]]) =>
    others.map(
      (other): DagFinding => ({
        level: 'error',
        code: 'dag-duplicate',
        message: `the dag_id ${id} is already used in ${first?.file} line ${first?.line ?? 1}: Airflow shows only one of them`,
        location: { file: other.path, line: other.line ?? 1 },
      }),
    ),
  );
}

/** Returns the DAGs that differ between two loads of the same files. */
export function findUnstable(
  first: readonly FileReport[],
  second: readonly FileReport[],
  folder: string,
): DagFinding[] {
  const again = new Map(second.map((report) => [report.file, report]));
  return first.flatMap(({ file, dags = [] }) =>
    dags.flatMap((dag): DagFinding[] => {
      const other = again.get(file)?.dags?.find(({ id }) => id === dag.id);
      const isStable =
        other === undefined ? again.get(file)?.dags === undefined : other.fingerprint === dag.fingerprint;
      if (isStable || dag.tasks.some(({ live }) => live.length > 0)) return [];
      const message = `the DAG ${dag.id} changes each time it is loaded: the file uses a clock or a random number at parse time`;
      const location = { file: `${folder}/${file}`, line: dag.line ?? 1 };
      return [{ level: 'warning', code: 'dag-unstable', message, location }];
    }),
  );
}
