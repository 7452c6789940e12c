import { plural } from '../../plural.ts';
import type { Task } from '../inventory.ts';
import type { DagChange } from './compare.ts';

/** GitHub does not draw larger graphs, and people cannot read them. */
const MAX_TASKS = 60;
/** Mermaid refuses 500 edges; https://mermaid.js.org/config/schema-docs/config-properties-maxedges.html */
const MAX_EDGES = 200;
/** The longest path that is drawn from left to right; a longer one would be wider than the page. */
const MAX_COLUMNS = 8;
const MAX_LABEL = 60;

/**
 * Returns a Mermaid flowchart of a changed DAG, with added, removed and changed tasks and edges in colour. A large graph
 * shows only those and their neighbours. https://mermaid.js.org/syntax/flowchart.html
 */
export function drawDag({ before, after }: Pick<DagChange, 'before' | 'after'>): string {
  const isLarge = Math.max(before?.tasks.length ?? 0, after?.tasks.length ?? 0) > MAX_TASKS;
  const [old, now] = [before?.tasks, after?.tasks].map((tasks = []) => tasksOf(isLarge ? joinGroups(tasks) : tasks));
  if (old === undefined || now === undefined) return '';
  const all = [...new Set([...now.keys(), ...old.keys()])];
  const state = new Map(all.map((id) => [id, stateOf(old.get(id), now.get(id))]));
  const edges = changedFirst(edgesOf(old, now));
  const shown = all.length <= MAX_TASKS ? new Set(all) : fold(all, state, edges);
  const number = new Map([...shown].map((id, index) => [id, `t${index}`]));
  const nodes = [...shown].map((id) => `  ${number.get(id)}["${label(id)}"]${classOf(state.get(id))}`);
  const drawn = edges.filter(({ from, to }) => shown.has(from) && shown.has(to)).slice(0, MAX_EDGES);
  const lines = drawn.map(({ from, to, change }) => {
    const arrow = change === 'gone' ? '-.->' : '-->';
    return { text: `  ${number.get(from)} ${arrow} ${number.get(to)}`, change };
  });
  const styles = lines.flatMap(({ change }, index) =>
    change === 'same' ? [] : [`  linkStyle ${index} stroke:${COLOURS[change]},stroke-width:2px`],
  );
  const hidden = all.filter((id) => !shown.has(id));
  const rest = hidden.every((id) => state.get(id) === 'same') ? 'unchanged tasks' : 'more tasks';
  return [
    `flowchart ${depthOf(now.size > 0 ? now : old, shown) > MAX_COLUMNS ? 'TD' : 'LR'}`,
    ...nodes,
    ...(hidden.length > 0 ? [`  more["… ${hidden.length} ${rest}"]`] : []),
    ...lines.map(({ text }) => text),
    ...styles,
    ...Object.entries(COLOURS).map(([name, colour]) => `  classDef ${name} stroke:${colour},stroke-width:3px`),
  ].join('\n');
}

type Change = 'added' | 'gone' | 'changed' | 'same';

/** Readable on light and dark backgrounds. */
const COLOURS: Readonly<Record<Exclude<Change, 'same'>, string>> = {
  added: '#2da44e',
  gone: '#cf222e',
  changed: '#bf8700',
};

interface Edge {
  readonly from: string;
  readonly to: string;
  readonly change: Change;
}

function changedFirst(edges: readonly Edge[]): Edge[] {
  const isSame = ({ change }: Edge) => Number(change === 'same');
  return edges.toSorted((a, b) => isSame(a) - isSame(b));
}

/** Returns whether tasks or dependencies come, go or change their operator, so that a picture says something. */
export function changesShape({ before, after }: Pick<DagChange, 'before' | 'after'>): boolean {
  const shape = (tasks: readonly Task[] = []) =>
    JSON.stringify(tasks.map(({ id, type, downstream }) => [id, type, downstream]));
  return shape(before?.tasks) !== shape(after?.tasks);
}

/** Returns one task for each outermost group, with the dependencies of its tasks. */
function joinGroups(tasks: readonly Task[]): Task[] {
  const sizes = Map.groupBy(tasks, ({ group }) => group?.split('.')[0] ?? null);
  const nameOf = (group: string) => `${group} (${plural(sizes.get(group)?.length ?? 0, 'task')})`;
  const outer = ({ id, group }: Task) => (group === null ? id : nameOf(group.split('.')[0] ?? group));
  const byId = new Map(tasks.map((task) => [task.id, outer(task)]));
  const joined = Map.groupBy(tasks, outer);
  return [...joined].flatMap(([id, [first, ...others]]): Task[] => {
    if (first === undefined) return [];
    if (id === first.id) return [{ ...first, downstream: downstreamOf([first], id, byId) }];
    return [{ ...first, id, type: 'TaskGroup', downstream: downstreamOf([first, ...others], id, byId) }];
  });
}

function downstreamOf(tasks: readonly Task[], id: string, nameOf: ReadonlyMap<string, string>): string[] {
  const names = tasks.flatMap(({ downstream }) => downstream.map((each) => nameOf.get(each) ?? each));
  return [...new Set(names)].filter((name) => name !== id).sort();
}

/** Returns the number of tasks on the longest path among those shown. */
function depthOf(tasks: ReadonlyMap<string, Task>, shown: ReadonlySet<string>): number {
  const depths = new Map<string, number>();
  const depth = (id: string): number => {
    const known = depths.get(id);
    if (known !== undefined) return known;
    depths.set(id, 0);
    const next = (tasks.get(id)?.downstream ?? []).filter((each) => shown.has(each)).map(depth);
    depths.set(id, 1 + Math.max(0, ...next));
    return depths.get(id) ?? 0;
  };
  return Math.max(0, ...[...shown].map(depth));
}

function tasksOf(tasks: readonly Task[] = []): ReadonlyMap<string, Task> {
  return new Map(tasks.map((task) => [task.id, task]));
}

function stateOf(before: Task | undefined, after: Task | undefined): Change {
  if (before === undefined) return 'added';
  if (after === undefined) return 'gone';
  const same = before.type === after.type && before.owner === after.owner && before.retries === after.retries;
  return same ? 'same' : 'changed';
}

function edgesOf(old: ReadonlyMap<string, Task>, now: ReadonlyMap<string, Task>): Edge[] {
  const list = (tasks: ReadonlyMap<string, Task>) =>
    [...tasks.values()].flatMap(({ id, downstream }) => downstream.map((to) => ({ from: id, to })));
  const has = (tasks: ReadonlyMap<string, Task>, { from, to }: Pick<Edge, 'from' | 'to'>) =>
    tasks.get(from)?.downstream.includes(to) === true;
  const kept = list(now).map((edge): Edge => ({ ...edge, change: has(old, edge) ? 'same' : 'added' }));
  const gone = list(old).flatMap((edge): Edge[] => (has(now, edge) ? [] : [{ ...edge, change: 'gone' }]));
  return [...kept, ...gone];
}

function fold(all: readonly string[], state: ReadonlyMap<string, Change>, edges: readonly Edge[]): Set<string> {
  const changed = new Set(all.filter((id) => state.get(id) !== 'same'));
  for (const { from, to, change } of edges) if (change !== 'same') changed.add(from).add(to);
  const core = [...changed].slice(0, MAX_TASKS);
  const near = edges.flatMap(({ from, to }) => (changed.has(from) ? [to] : changed.has(to) ? [from] : []));
  return new Set([...core, ...near].slice(0, MAX_TASKS));
}

function classOf(change: Change | undefined): string {
  return change === undefined || change === 'same' ? '' : `:::${change}`;
}

/** Escapes all but letters, digits and ` ._-`, so that a name cannot end the label or the code fence. */
function label(name: string): string {
  const short = name.length > MAX_LABEL ? `${name.slice(0, MAX_LABEL - 1)}…` : name;
  return short.replace(/[^\p{L}\p{N} ._-]/gu, (char) => `#${char.codePointAt(0)};`);
}
