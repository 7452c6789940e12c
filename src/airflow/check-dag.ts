import type { Level } from '../findings.ts';
import { plural } from '../plural.ts';
import type { DagCode, DagFinding, DagPolicy } from './finding.ts';
import type { Dag } from './inventory.ts';

/** Airflow's default owner of a task. */
const DEFAULT_OWNER = 'airflow';

/** Returns violations of the policy and common mistakes in a DAG that loads. */
export function checkDag(dag: Dag, path: string, { dagId, owners, tags, minRetries }: DagPolicy): DagFinding[] {
  const line = dag.line ?? 1;
  const at = (level: Level, code: DagCode, message: string, where = line): DagFinding => {
    return { level, code, message, location: { file: path, line: where } };
  };
  const findings: DagFinding[] = [];
  if (dag.problem !== null) {
    findings.push(at('error', 'dag-serialise', `the DAG ${dag.id} cannot be serialised: ${dag.problem}`));
  }
  if (dagId !== undefined && !new RegExp(`^(?:${dagId})$`).test(dag.id)) {
    findings.push(at('error', 'dag-policy', `the dag_id ${dag.id} does not match ${dagId}`));
  }
  const strangers = dag.owners.filter((owner) => owner !== DEFAULT_OWNER && owners?.includes(owner) === false);
  for (const owner of strangers) {
    findings.push(
      at('error', 'dag-policy', `the DAG ${dag.id} has the owner ${owner}, who is not one of ${owners?.join(', ')}`),
    );
  }
  if (tags !== undefined && !dag.tags.some((tag) => tags.includes(tag))) {
    findings.push(at('error', 'dag-policy', `the DAG ${dag.id} has none of the tags ${tags.join(', ')}`));
  }
  if (dag.owners.includes(DEFAULT_OWNER)) {
    findings.push(at('warning', 'dag-no-owner', `the DAG ${dag.id} has tasks without an owner`));
  }
  if (dag.catchupInDefaultArgs) {
    findings.push(
      at('warning', 'dag-catchup', `catchup in default_args of ${dag.id} has no effect: set it on the DAG`),
    );
  }
  const fragile = dag.tasks.filter(({ retries }) => retries < (minRetries ?? 1));
  if (fragile.length > 0) {
    const names = fragile
      .slice(0, 5)
      .map(({ id }) => id)
      .join(', ');
    findings.push(
      at(
        'warning',
        'dag-retries',
        `tasks of ${dag.id} with fewer than ${plural(minRetries ?? 1, 'retry', 'retries')}: ${names}${fragile.length > 5 ? ', …' : ''}`,
      ),
    );
  }
  for (const task of dag.tasks.filter(({ live }) => live.length > 0)) {
    const message = `the task ${task.id} has arguments with a memory address in their text (${task.live.join(', ')}), so Airflow sees a changed DAG each time it loads the file`;
    findings.push(at('warning', 'dag-live-object', message, task.line ?? line));
  }
  return findings;
}
