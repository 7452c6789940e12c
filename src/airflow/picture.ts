import type { DagChange } from './compare.ts';
import type { Task } from './inventory.ts';

/** GitHub does not draw larger graphs, and people cannot read them. */
const MAX_TASKS = 60;
const MAX_LABEL = 60;

/**
 * Returns a Mermaid flowchart of a changed DAG, with added, removed and changed tasks and edges in colour; `undefined` if
 * none is. A large graph shows only those and their neighbours. https://mermaid.js.org/syntax/flowchart.html
 */
export function drawDag({ before, after }: Pick<DagChange, 'before' | 'after'>): string | undefined {
  const [old, now] = [tasksOf(before?.tasks), tasksOf(after?.tasks)];
  const all = [...new Set([...now.keys(), ...old.keys()])];
  const state = new Map(all.map((id) => [id, stateOf(old.get(id), now.get(id))]));
  const edges = edgesOf(old, now);
  if ([...state.values(), ...edges.map(({ change }) => change)].every((change) => change === 'same')) return undefined;
  const shown = all.length <= MAX_TASKS ? new Set(all) : fold(all, state, edges);
  const number = new Map([...shown].map((id, index) => [id, `t${index}`]));
  const nodes = [...shown].map((id) => `  ${number.get(id)}["${label(id)}"]${classOf(state.get(id))}`);
  const lines = edges.flatMap(({ from, to, change }) => {
    const [a, b] = [number.get(from), number.get(to)];
    return a === undefined || b === undefined
      ? []
      : [{ text: `  ${a} ${change === 'gone' ? '-.->' : '-->'} ${b}`, change }];
  });
  const styles = lines.flatMap(({ change }, index) =>
    change === 'same' ? [] : [`  linkStyle ${index} stroke:${COLOURS[change]},stroke-width:2px`],
  );
  const hidden = all.filter((id) => !shown.has(id));
  const rest = hidden.every((id) => state.get(id) === 'same') ? 'unchanged tasks' : 'more tasks';
  return [
    'flowchart LR',
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
