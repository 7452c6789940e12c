/** Deployments beside a real Airflow with the LocalExecutor: tasks that run, and DAG runs that prove the deployment. */
import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { dagFile, mergeDag } from '../../demo/pull-request.ts';
import { Processes } from '../../sandbox/cluster/processes.ts';
import { freePorts } from '../../sandbox/http/free-ports.ts';
import { type Stage, startStage } from '../../sandbox/stage/stage.ts';
import { TEAM_VALUES } from '../../sandbox/stage/values.ts';
import { waitFor } from '../../sandbox/wait-for.ts';
import { readDag, readDagRun, readFailedTasks, triggerDagRun } from '../../src/airflow-api/dag-runs.ts';
import { readExecutorSetting } from '../../src/airflow-api/executors.ts';
import { readRunningTasks } from '../../src/airflow-api/running-tasks.ts';
import { AirflowSession } from '../../src/airflow-api/session.ts';
import { filesFor } from './parts/dag-folder.ts';
import { describeWith } from './parts/find-part.ts';

/** How long to retry a call that SQLite may fail. */
const BUSY_MS = 30_000;

/** A DAG without a schedule, whose task ends when a file exists, and fails if the file says so. */
function waitingDag(name: string, file: string): string {
  return `import pathlib, time
from airflow.sdk import dag, task

@dag(schedule=None)
def ${name}():
    @task
    def wait():
        while not pathlib.Path("${file}").exists():
            time.sleep(0.5)
        assert pathlib.Path("${file}").read_text() == "good"

    wait()

${name}()
`;
}

describeWith(['airflow'], 'a deployment beside running tasks', ({ airflow = '' }) => {
  const passwords = { deployer: randomUUID(), reader: randomUUID() };
  let directory: string;
  let processes: Processes;
  let stage: Stage;
  let url: string;
  let commit: string;
  let environment: Record<string, string>;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'flux-airflow-tasks-'));
    const [port = 0, logPort = 0, healthPort = 0] = await freePorts(3);
    url = `http://127.0.0.1:${port}`;
    const dags = join(directory, 'dags');
    await mkdir(dags);
    await writeFile(join(dags, 'orders.py'), dagFile('orders').replace('"@daily"', 'None'));
    const slow = waitingDag('slow', join(directory, 'slow.end'));
    await writeFile(join(dags, 'slow.py'), slow);
    await writeFile(join(directory, 'passwords.json'), JSON.stringify(passwords));
    environment = {
      HOME: directory,
      AIRFLOW_HOME: directory,
      AIRFLOW__CORE__DAGS_FOLDER: dags,
      AIRFLOW__CORE__LOAD_EXAMPLES: 'False',
      AIRFLOW__CORE__EXECUTOR: 'LocalExecutor',
      AIRFLOW__CORE__PARALLELISM: '2',
      AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION: 'False',
      AIRFLOW__CORE__EXECUTION_API_SERVER_URL: `${url}/execution/`,
      AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS: 'reader:viewer,deployer:user',
      AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE: join(directory, 'passwords.json'),
      AIRFLOW__API_AUTH__JWT_SECRET: randomUUID() + randomUUID(),
      AIRFLOW__API__SECRET_KEY: randomUUID(),
      AIRFLOW__DAG_PROCESSOR__MIN_FILE_PROCESS_INTERVAL: '2',
      AIRFLOW__DAG_PROCESSOR__REFRESH_INTERVAL: '2',
      AIRFLOW__LOGGING__WORKER_LOG_SERVER_PORT: String(logPort),
      AIRFLOW__SCHEDULER__SCHEDULER_HEALTH_CHECK_SERVER_PORT: String(healthPort),
    };
    processes = new Processes(directory);
    stage = await startStage({
      files: { ...(await filesFor(dags)), 'airflow/dags/slow.py': slow },
      values: TEAM_VALUES.replace('executor: KubernetesExecutor', 'executor: LocalExecutor'),
    });
    commit = await mergeDag(stage, 'orders');
    await promisify(execFile)(airflow, ['db', 'migrate'], { env: { PATH: process.env.PATH, ...environment } });
    await startServer();
    for (const name of ['dag-processor', 'scheduler'])
      await processes.start(name, [airflow, name], async () => true, { environment });
    const session = sessionOf('deployer');
    const dagsShown = () => Promise.all(['orders', 'slow'].map((dag) => readDag(session, dag)));
    await until('both DAGs', async () => (await dagsShown()).every(Boolean));
  });
  afterAll(async () => {
    await processes?.close();
    await stage?.close();
    await rm(directory, { recursive: true, force: true });
  });

  async function startServer(settings: Record<string, string> = {}): Promise<void> {
    const served = async () => (await fetch(`${url}/api/v2/version`)).ok;
    const server = [airflow, 'api-server', '--host', '127.0.0.1', '--port', new URL(url).port, '--workers', '1'];
    await processes.start('api-server', server, served, {
      environment: { ...environment, ...settings },
    });
  }

  function sessionOf(username: keyof typeof passwords): AirflowSession {
    return new AirflowSession({ server: url, account: { username, password: passwords[username] } });
  }

  function requestOf(runId: string) {
    return { runId, conf: { flux_airflow_smoke: 'version-1' }, note: 'Smoke test', logicalDate: Date.now() };
  }

  /** Polls slowly: SQLite, the database here, answers with an error while another process writes. */
  function until(what: string, ask: () => Promise<boolean>): Promise<boolean> {
    return waitFor(what, () => ask().catch(() => false), { limitMs: 240_000, everyMs: 2_000 });
  }

  async function stateOf(dag: string, runId: string): Promise<string | undefined> {
    return (await readDagRun(sessionOf('reader'), dag, runId, BUSY_MS))?.state;
  }

  async function countRunning(session: AirflowSession): Promise<number> {
    return (await readRunningTasks(session)).items.length;
  }

  function deploy(inputs: Record<string, string>) {
    const { argocd, argocdToken } = stage;
    const followed = { 'argocd-server': argocd.url, 'argocd-app': 'flux-airflow', 'argocd-token': argocdToken };
    const asked = { 'airflow-url': url, 'airflow-username': 'deployer', 'airflow-password': passwords.deployer };
    return stage.run(commit, { limitMs: 280_000, inputs: { ...followed, ...asked, ...inputs } });
  }

  test('the API says what the clients rely on: one run per id, permissions, states and the missing configuration', async () => {
    const [deployer, reader] = [sessionOf('deployer'), sessionOf('reader')];
    expect(await readExecutorSetting(reader)).toBeUndefined();
    expect(await triggerDagRun(reader, 'slow', requestOf('flux-airflow__a'), BUSY_MS)).toEqual({ kind: 'forbidden' });
    expect(await readDag(reader, 'absent')).toBeUndefined();
    expect(await triggerDagRun(deployer, 'absent', requestOf('flux-airflow__a'), BUSY_MS)).toMatchObject({
      kind: 'rejected',
    });
    expect(await triggerDagRun(deployer, 'slow', requestOf('flux-airflow__a b'), BUSY_MS)).toEqual({
      kind: 'rejected',
      reason: expect.stringContaining('does not match regex pattern'),
    });
    expect(await triggerDagRun(deployer, 'slow', requestOf('flux-airflow__a'), BUSY_MS)).toMatchObject({
      kind: 'triggered',
      run: { state: 'queued', conf: { flux_airflow_smoke: 'version-1' }, note: 'Smoke test' },
    });
    expect(await triggerDagRun(deployer, 'slow', requestOf('flux-airflow__a'), BUSY_MS)).toEqual({ kind: 'exists' });
    expect(await readDagRun(reader, 'slow', 'absent')).toBeUndefined();
    await until('the task', async () => (await countRunning(reader)) === 1);
    expect(await readRunningTasks(reader)).toMatchObject({
      isOnePage: true,
      items: [{ dag_id: 'slow', dag_run_id: 'flux-airflow__a', task_id: 'wait', map_index: -1, executor: null }],
    });
    await writeFile(join(directory, 'slow.end'), 'bad');
    await until('the end of the run', async () => (await stateOf('slow', 'flux-airflow__a')) === 'failed');
    expect(await readFailedTasks(reader, 'slow', 'flux-airflow__a')).toEqual(['wait']);
    await rm(join(directory, 'slow.end'));
  });

  test('a running task is waited for; then the smoke DAG runs, once for a run and its rerun', async () => {
    await triggerDagRun(sessionOf('deployer'), 'slow', requestOf('manual-run'), BUSY_MS);
    const reader = sessionOf('reader');
    await until('the task', async () => (await countRunning(reader)) === 1);
    const before = await stage.gitops.head('main');
    const inputs = { 'wait-for-tasks': '4', 'smoke-dags': 'orders', 'smoke-timeout': '3' };
    const waiting = deploy(inputs);
    const isShown = () =>
      stage.source.pullRequests.at(-1)?.comments.some(({ body }) => body.includes('waits for 1 running task'));
    await until('the comment about the wait', async () => isShown() === true);
    expect(await stage.gitops.head('main')).toBe(before);
    await writeFile(join(directory, 'slow.end'), 'good');
    const result = await waiting;
    expect(result).toHaveDeployed({
      outputs: { rollout: 'rolled-out' },
      titles: [],
      log: 'Waiting for 1 task (slow.wait)',
    });
    expect(await stateOf('slow', 'manual-run')).toBe('success');
    expect(result.summary).toContain('🧪 1 smoke DAG succeeded');
    const runId = `flux-airflow__version-${commit}__${result.outputs['commit-sha']?.slice(0, 7)}`;
    expect(await stateOf('orders', runId)).toBe('success');
    const again = await deploy(inputs);
    expect(again).toHaveEndedWith('unchanged', { titles: [], log: `orders has the run ${runId} already` });
    const page = await sessionOf('reader').call('/api/v2/dags/orders/dagRuns');
    expect(page.body.total_entries).toBe(1);
  }, 400_000);

  test('a configuration that is shown names the executor', async () => {
    await processes.end('api-server');
    await startServer({ AIRFLOW__API__EXPOSE_CONFIG: 'non-sensitive-only' });
    expect(await readExecutorSetting(sessionOf('reader'))).toBe('LocalExecutor');
  });
});
