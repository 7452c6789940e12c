import type { Dag, FileReport } from '../inventory.ts';
import { differencesOf, type FieldChange, type Ignored, summarise } from './differences.ts';

/** A change of a DAG by the merge. */
export interface DagChange {
  readonly kind: 'broken' | 'removed' | 'renamed' | 'changed' | 'added';
  /** The new id of a renamed DAG. */
  readonly id: string;
  readonly before: Dag | undefined;
  readonly after: Dag | undefined;
  /** The current or former file, relative to the DAG folder. */
  readonly file: string;
  /** Descriptions; empty for an added or removed DAG. */
  readonly differences: readonly string[];
  /** The fields that differ, with their values. */
  readonly fields: readonly FieldChange[];
}

/** The most important first. */
const ORDER: readonly DagChange['kind'][] = ['broken', 'removed', 'renamed', 'changed', 'added'];

/**
 * Returns the changed DAGs, the most important first. DAGs with the same hash count as equal, and so do those that differ
 * only in fields that also differ between two loads of the same files, which is what `again` is for.
 */
export function compareDags(
  before: readonly FileReport[],
  after: readonly FileReport[],
  again: readonly FileReport[] = after,
): DagChange[] {
  const [old, now, later] = [byId(before), byId(after), byId(again)];
  const renames = findRenames(old, now);
  const renamed = new Set(renames.map(({ before: { id } = { id: '' } }) => id));
  const broken = new Map(after.map((report) => [report.file, brokenBy(report)]));
  const ids = [...new Set([...old.keys(), ...now.keys()])].filter((id) => !renamed.has(id)).sort();
  const changes = ids.flatMap((id): DagChange[] => {
    const rename = renames.find((each) => each.id === id);
    if (rename !== undefined) return [rename];
    const [was, is] = [old.get(id), now.get(id)];
    if (was !== undefined && is !== undefined) return compareBoth(was, is, later.get(id)?.dag);
    const file = is?.file ?? was?.file ?? '';
    const whole = { id, before: was?.dag, after: is?.dag, file, differences: [], fields: [] };
    if (is !== undefined) return [{ ...whole, kind: 'added' }];
    const reason = broken.get(file);
    return [reason === undefined ? { ...whole, kind: 'removed' } : { ...whole, kind: 'broken', differences: [reason] }];
  });
  return changes.sort((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind));
}

interface Placed {
  readonly dag: Dag;
  readonly file: string;
}

function compareBoth({ dag: before }: Placed, { dag: after, file }: Placed, again: Dag | undefined): DagChange[] {
  if (before.fingerprint === after.fingerprint) return [];
  const ignored = unstableFields(after, again);
  const fields = differencesOf(before, after, ignored);
  const described = summarise(before, after, fields);
  if (described.length === 0 && ignored.size > 0) return [];
  const differences = described.length === 0 ? ['groups, labels or links of tasks'] : described;
  return [{ kind: 'changed', id: after.id, before, after, file, differences, fields }];
}

/** Returns why a file does not load, with the line if it is known; `undefined`: it loads. */
function brokenBy({ file, errors = [], failure }: FileReport): string | undefined {
  if (failure !== undefined) return 'its file does not load';
  const [error] = errors;
  if (error === undefined) return undefined;
  const line = error.places.findLast(([path]) => path.endsWith(`/${file}`))?.[1] ?? error.line;
  return `line ${line ?? 1}: ${error.message.split('\n')[0]}`;
}

/** Returns the fields that differ between two loads of the same file. */
function unstableFields(dag: Dag, again: Dag | undefined): Ignored {
  if (again === undefined || again.fingerprint === dag.fingerprint) return new Set();
  return new Set(differencesOf(dag, again, new Set()).map(({ task, field }) => `${task ?? ''}\0${field}`));
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
    return [{ kind: 'renamed', id: after.id, before, after, file, differences: [`before: ${before.id}`], fields: [] }];
  });
}

function structureOf({ schedule, tasks }: Dag): string {
  return JSON.stringify([
    schedule,
    tasks.map(({ id, type, owner, retries, downstream }) => [id, type, owner, retries, downstream]),
  ]);
}

function byId(files: readonly FileReport[]): Map<string, Placed> {
  return new Map(files.flatMap(({ file, dags = [] }) => dags.map((dag) => [dag.id, { dag, file }])));
}
