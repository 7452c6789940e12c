import { nameOfTask, type RunningTask } from '../../airflow-api/running-tasks.ts';
import { code, details, escapeText } from '../../markdown.ts';
import { plural } from '../../plural.ts';
import { formatDuration } from '../../time.ts';
import type { TaskGroup } from './interruption.ts';

/** Maximum number of DAGs in a list, and of tasks in a sentence. */
const MAX_DAGS = 20;
const MAX_NAMED = 5;

/** Returns what the deployment does to the running tasks, as one sentence without Markdown. */
export function describeTasks(groups: readonly TaskGroup[]): string {
  const tasks = groups.flatMap((group) => group.tasks);
  if (tasks.length === 0) return 'No task is running, so the deployment interrupts none';
  const dags = new Set(tasks.map(({ dag_id: dag }) => dag)).size;
  const fates = groups.map((group) => `${group.tasks.length} ${describeFate(group)}`);
  return `${plural(tasks.length, 'task')} of ${plural(dags, 'DAG')} running at the deployment: ${fates.join('; ')}`;
}

function describeFate({ executor, fate, graceSeconds, tasks }: TaskGroup): string {
  const isOne = tasks.length === 1;
  if (fate === 'continues') return `(${executor}) ${isOne ? 'continues in its own pod' : 'continue in their own pods'}`;
  if (fate === 'unknown')
    return `(${executor ?? 'executor not known'}) may be stopped: it is not known where this executor runs tasks`;
  const time = graceSeconds === undefined ? 'the grace period of the pod' : formatDuration(graceSeconds * 1000);
  return `(${executor}) ${isOne ? 'has' : 'have'} ${time} to end, then Kubernetes stops ${isOne ? 'it' : 'them'}`;
}

/** Returns the sentence with the tasks of each DAG folded under it; Markdown. */
export function formatTasks(groups: readonly TaskGroup[]): string {
  const sentence = `⏱️ ${escapeText(describeTasks(groups))}`;
  const list = listTasks(groups.flatMap(({ tasks }) => tasks));
  return list === '' ? sentence : details(sentence, list);
}

/** Returns the tasks of each DAG as a list in Markdown. */
function listTasks(tasks: readonly RunningTask[]): string {
  const byDag = [...Map.groupBy(tasks, ({ dag_id: dag }) => dag)].toSorted(([one], [other]) => (one < other ? -1 : 1));
  const lines = byDag.slice(0, MAX_DAGS).map(([dag, own]) => {
    const names = [...new Set(own.map(({ task_id: task }) => task))].slice(0, MAX_NAMED).map(code).join(', ');
    return `- ${code(dag)}: ${plural(own.length, 'task')} (${names})`;
  });
  const more = byDag.length - lines.length;
  return [...lines, ...(more > 0 ? [`- and ${plural(more, 'more DAG')}`] : [])].join('\n');
}

/** Returns a count with the first few names: `2 tasks (orders.count, orders.sum)`. */
export function nameTasks(tasks: readonly RunningTask[]): string {
  const names = tasks.slice(0, MAX_NAMED).map(nameOfTask);
  const more = tasks.length > MAX_NAMED ? `, and ${tasks.length - MAX_NAMED} more` : '';
  return `${plural(tasks.length, 'task')} (${names.join(', ')}${more})`;
}
