import type { Level } from '../../findings.ts';
import { plural } from '../../plural.ts';
import type { Dag, TemplateNote } from '../inventory.ts';
import type { DagCode, DagFinding, DagPolicy } from './finding.ts';

/** Airflow's default owner of a task. */
const DEFAULT_OWNER = 'airflow';
/** How many tasks a message names. */
const MAX_NAMES = 5;

/** Returns violations of the policy, and what will fail or surprise in a DAG that loads. */
export function checkDag(dag: Dag, path: string, policy: DagPolicy): DagFinding[] {
  const line = dag.line ?? 1;
  const at = (level: Level, code: DagCode, message: string, where = line): DagFinding => {
    return { level, code, message, location: { file: path, line: where } };
  };
  const findings = breachesOf(dag, policy).map(([code, message]) => at('error', code, message));
  if (dag.problem !== null) {
    findings.unshift(at('error', 'dag-serialise', `the DAG ${dag.id} cannot be serialised: ${dag.problem}`));
  }
  if (dag.catchupInDefaultArgs) {
    findings.push(at('warning', 'dag-catchup', `catchup in default_args of ${dag.id} has no effect`));
  }
  for (const task of dag.tasks.filter(({ live }) => live.length > 0)) {
    const message = `Airflow stores a memory address in ${task.live.join(', ')} of the task ${task.id}, so it sees a changed DAG each time it loads the file`;
    findings.push(at('warning', 'dag-live-object', message, task.line ?? line));
  }
  return [...findings, ...describeTemplates(dag, (message, where) => at('warning', 'dag-template', message, where))];
}

/** Returns the rules of the policy that a DAG breaks; a rule that the policy does not have cannot be broken. */
function breachesOf(dag: Dag, { dagId, owners, tags, minRetries }: DagPolicy): [DagCode, string][] {
  const found: [DagCode, string][] = [];
  if (dagId !== undefined && !new RegExp(`^(?:${dagId})$`).test(dag.id)) {
    found.push(['dag-policy', `the dag_id ${dag.id} does not match ${dagId}`]);
  }
  for (const owner of dag.owners.filter((each) => each !== DEFAULT_OWNER && owners?.includes(each) === false)) {
    found.push(['dag-policy', `the DAG ${dag.id} has the owner ${owner}, who is not one of ${owners?.join(', ')}`]);
  }
  if (tags !== undefined && !dag.tags.some((tag) => tags.includes(tag))) {
    found.push(['dag-policy', `the DAG ${dag.id} has none of the tags ${tags.join(', ')}`]);
  }
  if (owners?.includes(DEFAULT_OWNER) === false && dag.owners.includes(DEFAULT_OWNER)) {
    found.push(['dag-no-owner', `the DAG ${dag.id} has tasks without an owner`]);
  }
  const fragile = dag.tasks.filter(({ retries }) => minRetries !== undefined && retries < minRetries);
  if (minRetries !== undefined && fragile.length > 0) {
    const names = listNames(fragile.map(({ id }) => id));
    found.push([
      'dag-retries',
      `tasks of ${dag.id} with fewer than ${plural(minRetries, 'retry', 'retries')}: ${names}`,
    ]);
  }
  return found;
}

function describeTemplates(
  { id, line, templates }: Dag,
  at: (message: string, line: number) => DagFinding,
): DagFinding[] {
  const kinds = Map.groupBy(
    templates.filter(({ kind }) => kind !== 'reference'),
    ({ kind, field, detail }) => JSON.stringify([kind, field, detail]),
  );
  return [...kinds.values()].flatMap((notes) => {
    const [first] = notes;
    if (first === undefined) return [];
    return [at(describeTemplate(first, id, listNames(notes.map(({ task }) => task))), first.line ?? line ?? 1)];
  });
}

function describeTemplate({ kind, field, detail, instead }: TemplateNote, dag: string, tasks: string): string {
  return kind === 'missing-file'
    ? `${field} of ${tasks} in ${dag} names the template file ${detail}, which Airflow does not find: the task will fail`
    : `${field} of ${tasks} in ${dag} uses {{ ${detail} }}, which Airflow 3 does not have: the task will fail. Write {{ ${instead} }}`;
}

function listNames(names: readonly string[]): string {
  return `${names.slice(0, MAX_NAMES).join(', ')}${names.length > MAX_NAMES ? ', …' : ''}`;
}
