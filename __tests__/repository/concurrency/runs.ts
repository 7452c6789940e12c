import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { ROOT } from '../markdown.ts';
import { type Contexts, evaluate } from './expression.ts';
import { type Claim, type Fate, Groups } from './queue.ts';

type Concurrency =
  | string
  | { readonly group: string; readonly 'cancel-in-progress'?: unknown; readonly queue?: string };

interface Job {
  readonly uses?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly concurrency?: Concurrency;
  readonly strategy?: { readonly matrix: Readonly<Record<string, readonly unknown[]>> };
}

export interface Workflow {
  readonly name?: string;
  readonly on: unknown;
  readonly concurrency?: Concurrency;
  readonly jobs: Readonly<Record<string, Job>>;
}

/** A run of a caller: what its expressions see. */
export interface Run {
  readonly name: string;
  readonly workflow: Workflow;
  readonly github: Contexts;
  readonly inputs?: Contexts;
  readonly vars?: Contexts;
}

/**
 * Returns what happens to each run and each of its jobs, if the runs start one after the other and none ends: `run` for the
 * run, and `run/job` for a job.
 */
export function simulate(...runs: readonly Run[]): Readonly<Record<string, Fate>> {
  const groups = new Groups();
  for (const run of runs) {
    const contexts = { github: run.github, inputs: run.inputs ?? {}, vars: run.vars ?? {} };
    if (groups.claim(claimOf(run.name, run.workflow.concurrency, contexts)) !== 'runs') continue;
    for (const [id, job] of Object.entries(run.workflow.jobs))
      for (const matrix of combinations(job)) startJob(groups, run, { id, job, contexts: { ...contexts, matrix } });
  }
  return groups.fates;
}

function startJob(
  groups: Groups,
  { name }: Run,
  { id, job, contexts }: { readonly id: string; readonly job: Job; readonly contexts: Contexts },
): void {
  const cell = Object.values(contexts.matrix as Contexts).join(',');
  const jobName = `${name}/${id}${cell === '' ? '' : `(${cell})`}`;
  const fate = groups.claim(claimOf(jobName, job.concurrency, contexts), name);
  const called = calledBy(job);
  if (fate !== 'runs' || called === undefined) return;
  const given = Object.entries(job.with ?? {}).map(([input, value]) => [input, evaluate(value, contexts)]);
  const inputs = { ...defaultsOf(called), ...Object.fromEntries(given) };
  groups.claim(claimOf(jobName, called.concurrency, { ...contexts, inputs }), name);
}

function claimOf(name: string, concurrency: Concurrency | undefined, contexts: Contexts): Claim {
  const {
    group,
    'cancel-in-progress': cancels,
    queue,
  } = typeof concurrency === 'object'
    ? concurrency
    : { group: concurrency, 'cancel-in-progress': false, queue: undefined };
  return {
    name,
    group: group === undefined ? undefined : String(evaluate(group, contexts)),
    cancelInProgress: evaluate(cancels, contexts) === true,
    queue: queue === 'max' ? 'max' : 'single',
  };
}

/** Returns the reusable workflow of this repository that a job calls. */
function calledBy({ uses = '' }: Job): Workflow | undefined {
  const [, file] = /\/\.github\/workflows\/([\w.-]+\.yaml)(?:@|$)/.exec(uses) ?? [];
  return file === undefined ? undefined : parse(readFileSync(join(ROOT, '.github/workflows', file), 'utf8'));
}

function defaultsOf({ on }: Workflow): Contexts {
  const { inputs } = (on as { workflow_call: { inputs: Readonly<Record<string, { default?: unknown }>> } })
    .workflow_call;
  return Object.fromEntries(Object.entries(inputs).map(([name, { default: value }]) => [name, value ?? '']));
}

function combinations({ strategy }: Job): Contexts[] {
  let all: Contexts[] = [{}];
  for (const [name, values] of Object.entries(strategy?.matrix ?? {}))
    all = all.flatMap((one) => values.map((value) => ({ ...one, [name]: value })));
  return all;
}
