import type { Dag, Fields, Task } from '../inventory.ts';

/** A field of a DAG or a task, before and after; empty: it is not set. */
export interface FieldChange {
  /** `undefined`: the DAG itself. */
  readonly task: string | undefined;
  readonly field: string;
  readonly before: string;
  readonly after: string;
}

/** Task and field of what is not a difference, as `task\0field`. */
export type Ignored = ReadonlySet<string>;

/** Fields that have a description of their own, or that follow from others. */
const DESCRIBED = new Set([
  'tags',
  'timetable',
  'schedule_interval',
  'owner',
  'task_type',
  '_task_module',
  'dataset_triggers',
]);

/** Returns the fields that differ in the DAG, and in the tasks that both have. */
export function differencesOf(before: Dag, after: Dag, ignored: Ignored): FieldChange[] {
  const old = new Map(before.tasks.map((task) => [task.id, task]));
  const all = [
    ...changesOf(undefined, before.settings, after.settings),
    ...after.tasks.flatMap((task) => {
      const was = old.get(task.id);
      return was === undefined ? [] : changesOf(task.id, fieldsOf(was), fieldsOf(task));
    }),
  ];
  return all.filter(({ task, field }) => !ignored.has(`${task ?? ''}\0${field}`));
}

function fieldsOf({ fields, type, downstream }: Task): Fields {
  return { ...fields, operator: type, downstream: downstream.join(', ') };
}

function changesOf(task: string | undefined, before: Fields, after: Fields): FieldChange[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter((field) => before[field] !== after[field])
    .map((field) => ({ task, field, before: before[field] ?? '', after: after[field] ?? '' }));
}

/** Returns one line for each kind of change. */
export function summarise(before: Dag, after: Dag, fields: readonly FieldChange[]): string[] {
  const [old, now] = [new Set(before.tasks.map(({ id }) => id)), new Set(after.tasks.map(({ id }) => id))];
  const settings = fields.filter(({ task, field }) => task === undefined && !DESCRIBED.has(field));
  const tasks = Map.groupBy(
    fields.filter(({ task }) => task !== undefined),
    ({ task }) => task ?? '',
  );
  const changed = [...tasks].map(([task, changes]) => `${task} (${changes.map(({ field }) => field).join(', ')})`);
  return [
    differs('schedule', before.schedule, after.schedule),
    differs('owners', before.owners.join(', '), after.owners.join(', ')),
    differs('tags', before.tags.join(', '), after.tags.join(', ')),
    listed(
      'new tasks',
      [...now].filter((id) => !old.has(id)),
    ),
    listed(
      'removed tasks',
      [...old].filter((id) => !now.has(id)),
    ),
    listed('changed tasks', changed),
    listed(
      'settings',
      settings.map(({ field }) => field),
    ),
  ].filter((each) => each !== undefined);
}

function differs(name: string, before: string, after: string): string | undefined {
  return before === after ? undefined : `${name}: ${before || 'none'} → ${after || 'none'}`;
}

function listed(name: string, ids: readonly string[]): string | undefined {
  return ids.length === 0 ? undefined : `${name}: ${ids.join(', ')}`;
}
