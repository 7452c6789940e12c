import type { Dag, FileReport, Task } from './inventory.ts';

/** What a merge does to the DAGs. */
export interface DagChange {
  readonly kind: 'added' | 'removed' | 'changed';
  readonly id: string;
  readonly before: Dag | undefined;
  readonly after: Dag | undefined;
  /** Relative to the DAG folder; where it is, or was. */
  readonly file: string;
  /** In words; empty for what is added or removed. */
  readonly differences: readonly string[];
}

/** The DAGs that differ, by id; those that are equal in all that Airflow keeps are left out. */
export function compareDags(before: readonly FileReport[], after: readonly FileReport[]): DagChange[] {
  const [old, now] = [byId(before), byId(after)];
  const ids = [...new Set([...old.keys(), ...now.keys()])].sort();
  return ids.flatMap((id): DagChange[] => {
    const [was, is] = [old.get(id), now.get(id)];
    const file = is?.file ?? was?.file ?? '';
    if (was === undefined) return [{ kind: 'added', id, before: undefined, after: is?.dag, file, differences: [] }];
    if (is === undefined) return [{ kind: 'removed', id, before: was.dag, after: undefined, file, differences: [] }];
    if (was.dag.fingerprint === is.dag.fingerprint) return [];
    const differences = describeDifferences(was.dag, is.dag);
    return [{ kind: 'changed', id, before: was.dag, after: is.dag, file, differences }];
  });
}

function byId(files: readonly FileReport[]): Map<string, { readonly dag: Dag; readonly file: string }> {
  return new Map(files.flatMap(({ file, dags = [] }) => dags.map((dag) => [dag.id, { dag, file }])));
}

function describeDifferences(before: Dag, after: Dag): string[] {
  const [old, now] = [new Map(before.tasks.map(pair)), new Map(after.tasks.map(pair))];
  const said = [
    differs('schedule', before.schedule, after.schedule),
    differs('owners', before.owners.join(', '), after.owners.join(', ')),
    differs('tags', before.tags.join(', '), after.tags.join(', ')),
    listed(
      'new tasks',
      [...now.keys()].filter((id) => !old.has(id)),
    ),
    listed(
      'tasks gone',
      [...old.keys()].filter((id) => !now.has(id)),
    ),
    listed(
      'tasks changed',
      [...now].flatMap(([id, task]) => (isOther(old.get(id), task) ? [id] : [])),
    ),
  ].filter((each) => each !== undefined);
  return said.length > 0 ? said : ['settings that this list does not name'];
}

function pair(task: Task): [string, Task] {
  return [task.id, task];
}

function isOther(before: Task | undefined, after: Task): boolean {
  if (before === undefined) return false;
  const [{ line: _, ...old }, { line: __, ...now }] = [before, after];
  return JSON.stringify(old) !== JSON.stringify(now);
}

function differs(name: string, before: string, after: string): string | undefined {
  return before === after ? undefined : `${name}: ${before || 'none'} → ${after || 'none'}`;
}

function listed(name: string, ids: readonly string[]): string | undefined {
  return ids.length === 0 ? undefined : `${name}: ${ids.join(', ')}`;
}
