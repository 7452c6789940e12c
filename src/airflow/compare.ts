import type { Dag, FileReport, Task } from './inventory.ts';

/** A change of a DAG by the merge. */
export interface DagChange {
  readonly kind: 'added' | 'removed' | 'renamed' | 'changed';
  /** The new id of a renamed DAG. */
  readonly id: string;
  readonly before: Dag | undefined;
  readonly after: Dag | undefined;
  /** The current or former file, relative to the DAG folder. */
  readonly file: string;
  /** Descriptions; empty for an added or removed DAG. */
  readonly differences: readonly string[];
}

/** Returns the changed DAGs, sorted by id. DAGs with the same serialised form count as equal. */
export function compareDags(before: readonly FileReport[], after: readonly FileReport[]): DagChange[] {
  const [old, now] = [byId(before), byId(after)];
  const renames = findRenames(old, now);
  const renamed = new Set(renames.map(({ before: { id } = { id: '' } }) => id));
  const ids = [...new Set([...old.keys(), ...now.keys()])].filter((id) => !renamed.has(id)).sort();
  return ids.flatMap((id): DagChange[] => {
    const rename = renames.find((each) => each.id === id);
    if (rename !== undefined) return [rename];
    const [was, is] = [old.get(id), now.get(id)];
    const file = is?.file ?? was?.file ?? '';
    if (was === undefined) return [{ kind: 'added', id, before: undefined, after: is?.dag, file, differences: [] }];
    if (is === undefined) return [{ kind: 'removed', id, before: was.dag, after: undefined, file, differences: [] }];
    if (was.dag.fingerprint === is.dag.fingerprint) return [];
    const differences = describeDifferences(was.dag, is.dag);
    return [{ kind: 'changed', id, before: was.dag, after: is.dag, file, differences }];
  });
}

interface Placed {
  readonly dag: Dag;
  readonly file: string;
}

/** Finds renames: a removed and an added id with the same schedule and tasks. */
function findRenames(old: ReadonlyMap<string, Placed>, now: ReadonlyMap<string, Placed>): DagChange[] {
  const gone = [...old.values()].filter(({ dag: { id, tasks } }) => !now.has(id) && tasks.length > 0);
  const fresh = [...now.values()].filter(({ dag: { id } }) => !old.has(id));
  return gone.flatMap(({ dag: before }): DagChange[] => {
    const index = fresh.findIndex(({ dag }) => structureOf(dag) === structureOf(before));
    const [found] = index === -1 ? [] : fresh.splice(index, 1);
    if (found === undefined) return [];
    const { dag: after, file } = found;
    return [{ kind: 'renamed', id: after.id, before, after, file, differences: [`before: ${before.id}`] }];
  });
}

function structureOf({ schedule, tasks }: Dag): string {
  return JSON.stringify([schedule, tasks.map(({ line: _, ...task }) => task)]);
}

function byId(files: readonly FileReport[]): Map<string, Placed> {
  return new Map(files.flatMap(({ file, dags = [] }) => dags.map((dag) => [dag.id, { dag, file }])));
}

function describeDifferences(before: Dag, after: Dag): string[] {
  const [old, now] = [new Map(before.tasks.map(pair)), new Map(after.tasks.map(pair))];
  const described = [
    differs('schedule', before.schedule, after.schedule),
    differs('owners', before.owners.join(', '), after.owners.join(', ')),
    differs('tags', before.tags.join(', '), after.tags.join(', ')),
    listed(
      'new tasks',
      [...now.keys()].filter((id) => !old.has(id)),
    ),
    listed(
      'removed tasks',
      [...old.keys()].filter((id) => !now.has(id)),
    ),
    listed(
      'changed tasks',
      [...now].flatMap(([id, task]) => (isChanged(old.get(id), task) ? [id] : [])),
    ),
  ].filter((each) => each !== undefined);
  return described.length > 0 ? described : ['other settings'];
}

function pair(task: Task): [string, Task] {
  return [task.id, task];
}

function isChanged(before: Task | undefined, after: Task): boolean {
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
