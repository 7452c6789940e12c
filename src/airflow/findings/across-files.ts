import type { Dag, FileReport } from '../inventory.ts';
import type { DagFinding } from './finding.ts';

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
      const message = `the DAG ${dag.id} changes each time it is loaded${where(dag, other)}: the file uses a clock or a random number at parse time`;
      const location = { file: `${folder}/${file}`, line: dag.line ?? 1 };
      return [{ level: 'warning', code: 'dag-unstable', message, location }];
    }),
  );
}

/** Returns the first field that differs between two loads. */
function where(first: Dag, second: Dag | undefined): string {
  const setting = Object.keys(first.settings).find((name) => first.settings[name] !== second?.settings[name]);
  if (setting !== undefined && second !== undefined) return ` (${setting})`;
  for (const { id, fields } of first.tasks) {
    const other = second?.tasks.find((task) => task.id === id);
    const name = Object.keys(fields).find((each) => fields[each] !== other?.fields[each]);
    if (other !== undefined && name !== undefined) return ` (${name} of the task ${id})`;
  }
  return '';
}

/** Returns functions with the decorator `@dag` that are not called, so that Airflow shows no DAG. */
export function findUncalled(files: readonly FileReport[], folder: string): DagFinding[] {
  const ids = new Set(files.flatMap(({ dags = [] }) => dags.map(({ id }) => id)));
  return files.flatMap(({ file, errors = [], uncalled = [] }) =>
    uncalled
      .filter(({ name }) => errors.length === 0 && !ids.has(name))
      .map(({ name, line }): DagFinding => {
        const message = `the file never calls the @dag function ${name}, so Airflow shows no DAG of it`;
        return { level: 'warning', code: 'dag-uncalled', message, location: { file: `${folder}/${file}`, line } };
      }),
  );
}

/** Returns tasks that refer to a dag_id that no file makes; nothing where a file does not load, which may make it. */
export function findLostReferences(files: readonly FileReport[], folder: string): DagFinding[] {
  if (files.some(({ errors = [], failure }) => errors.length > 0 || failure !== undefined)) return [];
  const ids = new Set(files.flatMap(({ dags = [] }) => dags.map(({ id }) => id)));
  return files.flatMap(({ file, dags = [] }) =>
    dags.flatMap((dag) =>
      dag.templates
        .filter(({ kind, detail }) => kind === 'reference' && !ids.has(detail))
        .map(({ task, line, field, detail }): DagFinding => {
          const message = `${field} of the task ${task} is ${detail}, but no file has a DAG of that name`;
          const location = { file: `${folder}/${file}`, line: line ?? dag.line ?? 1 };
          return { level: 'warning', code: 'dag-reference', message, location };
        }),
    ),
  );
}
