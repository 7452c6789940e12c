/** Every call of Airflow × every fault and kill: one commit, one smoke run, and a rerun that heals. */
import { expect, test } from '@jest/globals';
import { mergeDag } from '../../demo/pull-request.ts';
import type { Call } from '../../sandbox/http/service.ts';
import type { ActionResult } from '../../sandbox/runner/run-action.ts';
import { TEAM_VALUES } from '../../sandbox/stage/values.ts';
import { type AirflowStage, onAirflow } from './airflow-stage.ts';
import type { Mishap } from './sweep.ts';

const FAULTS: readonly Mishap[] = [
  { name: 'reset', fault: 'reset' },
  { name: 'truncated', fault: 'truncated' },
  { name: 'lost answer', fault: 'lost-answer' },
  { name: '500', fault: { status: 500 } },
  { name: '429', fault: { status: 429, retryAfterSeconds: 1 } },
  { name: 'killed before the work', fault: 'hang', kill: true },
  { name: 'killed after the work', fault: 'hang-after', kill: true },
];
const AT_ONCE = 3;
/** Each case takes two deployments. `SWEEP=all` (`npm run soak`) runs all. */
const STRIDE = process.env.SWEEP === 'all' ? 1 : 11;

interface PlannedCall {
  readonly route: string;
  readonly nth: number;
}

/** Merges a DAG, and starts a task that ends during the wait of its deployment. */
async function prepare({ stage, airflow }: AirflowStage): Promise<string> {
  const name = `dag_${Math.random().toString(36).slice(2)}`;
  airflow.state.addDag(name);
  airflow.state.dags.delete('orders');
  const task = airflow.state.startTask(name, 'count');
  const looks = () => airflow.service.calls.filter(({ route }) => route.endsWith('/~/taskInstances')).length;
  const before = looks();
  const timer = setInterval(() => {
    if (looks() < before + 2) return;
    airflow.state.endTask(task);
    clearInterval(timer);
  }, 50);
  timer.unref();
  return mergeDag(stage, name);
}

function run({ deploy }: AirflowStage, commit: string, signal?: AbortSignal): Promise<ActionResult> {
  const inputs = {
    'wait-for-tasks': '1',
    'wait-for-tasks-timeout': 'fail',
    'smoke-dags': 'revenue_report',
    'smoke-timeout': '1',
  };
  return deploy(commit, inputs, signal === undefined ? {} : { signal });
}

async function planCalls(here: AirflowStage): Promise<PlannedCall[]> {
  const before = here.airflow.service.calls.length;
  expect(await run(here, await prepare(here))).toHaveDeployed();
  const seen = new Map<string, number>();
  return here.airflow.service.calls.slice(before).map(({ route }: Call) => {
    const nth = (seen.get(route) ?? 0) + 1;
    seen.set(route, nth);
    return { route, nth };
  });
}

/** Deploys with one fault, then again without. Returns whether the fault happened. */
async function mishap(
  here: AirflowStage,
  { route, nth }: PlannedCall,
  { name, fault, kill }: Mishap,
): Promise<boolean> {
  const { stage, airflow } = here;
  const where = `${route} #${nth}, ${name}`;
  const commit = await prepare(here);
  const killer = new AbortController();
  airflow.service.faults.plan({ route, nth, fault });
  const watch = setInterval(() => {
    if (kill === true && airflow.service.faults.pending === 0) killer.abort();
  }, 50);
  const first = await run(here, commit, killer.signal).finally(() => clearInterval(watch));
  const hasHappened = airflow.service.faults.pending === 0;
  airflow.service.faults.clear();
  if (first.exitCode === 1) expect(first).toHaveExitedWith(1, { where, message: /What to do: / });
  const again = await run(here, commit);
  expect(again).toHaveSucceeded({ where, outputs: { rollout: 'rolled-out' } });
  const commits = (await stage.gitops.log('main')).filter(({ message }) =>
    message.includes(`Source-Commit: ${commit}`),
  );
  const proofs = airflow.state.runs.filter(({ id }) => id.includes(commit));
  expect([where, commits.length, proofs.length]).toEqual([where, 1, 1]);
  return hasHappened;
}

const LOCAL = { values: TEAM_VALUES.replace('executor: KubernetesExecutor', 'executor: LocalExecutor') };

test('every call of Airflow × every fault and kill', async () => {
  let cases: { call: PlannedCall; what: Mishap }[] = [];
  await onAirflow(async (here) => {
    const calls = await planCalls(here);
    cases = calls.flatMap((call) => FAULTS.map((what) => ({ call, what }))).filter((_, index) => index % STRIDE === 0);
  }, LOCAL)();
  // The faults are taken in turn, so that each meets other calls.
  if (STRIDE > 1) cases = cases.map(({ call }, index) => ({ call, what: FAULTS[index % FAULTS.length] as Mishap }));
  const count = cases.length;
  let happened = 0;
  const work = onAirflow(async (here) => {
    for (let next = cases.pop(); next !== undefined; next = cases.pop())
      if (await mishap(here, next.call, next.what)) happened += 1;
  }, LOCAL);
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  console.log(`airflow: ${count} cases, in ${happened} of which the call with the fault was made`);
  expect(happened).toBeGreaterThan(count / 2);
}, 1_800_000);
