import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { dagFile, mergeDag } from '../../demo/pull-request.ts';
import { Processes } from '../../sandbox/cluster/processes.ts';
import { duringCall } from '../../sandbox/http/during-call.ts';
import { freePorts } from '../../sandbox/http/free-ports.ts';
import { type Stage, startStage } from '../../sandbox/stage/stage.ts';
import { waitFor } from '../../sandbox/wait-for.ts';
import type { ListedDag } from '../../src/airflow-api/airflow-api.ts';
import { AirflowSession } from '../../src/airflow-api/session.ts';
import { filesFor } from './parts/dag-folder.ts';
import { describeWith } from './parts/find-part.ts';

describeWith(['airflow'], 'a deployment checks the Airflow that it rolled out', ({ airflow = '' }) => {
  const password = randomUUID();
  let directory: string;
  let processes: Processes;
  let stage: Stage;
  let url: string;
  let commit: string;
  let older: string;
  let environment: Record<string, string>;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'flux-airflow-running-'));
    const [port = 0, logPort = 0] = await freePorts(2);
    url = `http://127.0.0.1:${port}`;
    await mkdir(join(directory, 'dags'));
    await addFile('orders.py', dagFile('orders'));
    await writeFile(join(directory, 'passwords.json'), JSON.stringify({ reader: password }));
    environment = {
      HOME: directory,
      AIRFLOW_HOME: directory,
      AIRFLOW__CORE__DAGS_FOLDER: join(directory, 'dags'),
      AIRFLOW__CORE__LOAD_EXAMPLES: 'False',
      AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS: 'reader:viewer',
      AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE: join(directory, 'passwords.json'),
      AIRFLOW__API_AUTH__JWT_SECRET: randomUUID() + randomUUID(),
      AIRFLOW__DAG_PROCESSOR__MIN_FILE_PROCESS_INTERVAL: '2',
      AIRFLOW__DAG_PROCESSOR__REFRESH_INTERVAL: '2',
      AIRFLOW__LOGGING__WORKER_LOG_SERVER_PORT: String(logPort),
    };
    processes = new Processes(directory);
    stage = await startStage({ files: await filesFor(join(directory, 'dags')) });
    commit = await mergeDag(stage, 'orders');
    await promisify(execFile)(airflow, ['db', 'migrate'], { env: { PATH: process.env.PATH, ...environment } });
    const served = async () => (await fetch(`${url}/api/v2/version`)).ok;
    const server = [airflow, 'api-server', '--host', '127.0.0.1', '--port', String(port), '--workers', '1'];
    await processes.start('api-server', server, served, { environment });
    await startDagProcessor();
  });
  afterAll(async () => {
    await processes?.close();
    await stage?.close();
    await rm(directory, { recursive: true, force: true });
  });

  async function startDagProcessor(settings: Record<string, string> = {}): Promise<void> {
    const options = { environment: { ...environment, ...settings } };
    await processes.start('dag-processor', [airflow, 'dag-processor'], async () => true, options);
  }

  async function addFile(name: string, text: string): Promise<void> {
    await writeFile(join(directory, 'dags', name), text);
  }

  function deploy(inputs: Record<string, string> = {}) {
    const { argocd, argocdToken } = stage;
    const followed = { 'argocd-server': argocd.url, 'argocd-app': 'flux-airflow', 'argocd-token': argocdToken };
    const asked = { 'airflow-url': url, 'airflow-username': 'reader', 'airflow-password': password };
    return stage.run(commit, { limitMs: 300_000, inputs: { ...followed, ...asked, ...inputs } });
  }

  /** Returns when Airflow parsed its first DAG last. */
  async function lastParsed(): Promise<unknown> {
    const session = new AirflowSession({ server: url, account: { username: 'reader', password } });
    const { dags } = (await session.call('/api/v2/dags')).body as { readonly dags: readonly ListedDag[] };
    return dags[0]?.last_parsed_time;
  }

  test('every file is imported: the summary says so after all of them were parsed', async () => {
    const result = await deploy();
    expect(result).toHaveSucceeded({ outputs: { rollout: 'rolled-out' }, titles: [] });
    const sentence = `Airflow lists 1 DAG, and imports every file; its DAGs come from ${directory}/dags of the image`;
    expect(result.summary).toContain(sentence);
    expect(result.log.join('\n')).not.toContain(password);
  });

  test('a DAG that cannot be imported, which health does not show: the run fails with its file and the reason', async () => {
    await addFile('broken.py', dagFile('broken').replace('import pendulum', 'import pendulum, absent_library'));
    older = commit;
    commit = await mergeDag(stage, 'payments');
    // A rollout also restarts the DAG processor.
    await processes.end('dag-processor');
    await startDagProcessor();
    const result = await deploy();
    expect(result).toHaveFailedWith('dags-not-imported', { outputs: { rollout: 'rolled-out' } });
    expect(result.annotations[0]?.message).toMatch(
      /1 of its files: \S*broken\.py: ModuleNotFoundError.*absent_library/,
    );
    const [comment, ...others] = (stage.source.pullRequests.at(-1)?.comments ?? []).map(({ body }) => body);
    expect([comment, others]).toEqual([
      expect.stringMatching(/\n## ❌ Running, but a check failed: Airflow cannot import a DAG\n[\s\S]*broken\.py/),
      [],
    ]);
    await rm(join(directory, 'dags/broken.py'));
  });

  test('a file of the image for which Airflow lists no DAG: a warning with its path', async () => {
    const result = await deploy();
    const path = join(directory, 'dags/payments.py');
    expect(result).toHaveSucceeded();
    expect(result.annotations).toEqual([
      expect.objectContaining({ level: 'warning', message: expect.stringContaining(`no DAG of ${path}:`) }),
    ]);
  });

  test.each([
    ['airflow-account', () => ({ 'airflow-password': randomUUID() })],
    ['airflow-account', () => ({ 'airflow-token': `a.${randomUUID()}.c` })],
    ['airflow-url', () => ({ 'airflow-url': stage.mirror.url })],
    ['airflow-timeout', () => ({ 'airflow-url': 'http://127.0.0.1:9', 'airflow-timeout': '0.05' })],
    ['airflow-inputs', () => ({ 'airflow-username': '' })],
    ['airflow-inputs', () => ({ 'argocd-server': '', 'argocd-app': '', 'argocd-token': '' })],
    ['airflow-url', () => ({ 'airflow-url': 'http://airflow.example' })],
  ])('%s: the run fails, and the deployed version stays', async (code, inputs) => {
    const result = await deploy(inputs());
    expect(result).toHaveFailedWith(code, { titles: [code] });
  });

  test('a listed DAG whose file is not in the image, as after a rollback: the run fails and names both', async () => {
    await addFile('payments.py', dagFile('payments'));
    expect((await deploy()).annotations).toEqual([]);
    const goBack = { operation: 'rollback', 'rollback-to': `version-${older}`, reason: 'payments counts twice' };
    const back = await deploy(goBack);
    const path = join(directory, 'dags/payments.py');
    expect(back).toHaveExitedWith(1, { outputs: { rollout: 'rolled-out' }, titles: ['dags-mismatch'] });
    expect(back.annotations[0]?.message).toContain(
      `version-${older} runs, but Airflow lists DAGs of other files: payments (${path})`,
    );
    await rm(path);
    const again = await deploy(goBack);
    expect(again).toHaveSucceeded({ titles: [] });
    expect(again.summary).toContain('Airflow lists 1 DAG');
  }, 400_000);

  test('a parse interval longer than the time limit: the files parsed so far decide, with a warning', async () => {
    await processes.end('dag-processor');
    const before = await lastParsed();
    // The rollout ends when the file is parsed, so that a short time limit is enough on a slow machine, too.
    const { service } = stage.argocd;
    const route = 'GET /api/v1/applications/:name';
    const parsed = duringCall(service, { route, nth: 2 }, async () => {
      await startDagProcessor({ AIRFLOW__DAG_PROCESSOR__MIN_FILE_PROCESS_INTERVAL: '600' });
      const isParsed = async () => (await lastParsed().catch(() => before)) !== before;
      await waitFor('the parsed file', isParsed, { limitMs: 240_000, everyMs: 500 });
    });
    for (let nth = 3; nth <= 20; nth += 1) service.faults.plan({ route, nth, fault: { after: parsed } });
    // A rerun of the rollback above: deployments are on hold, but the run follows its own commit.
    const goBack = { operation: 'rollback', 'rollback-to': `version-${older}`, reason: 'payments counts twice' };
    const result = await deploy({ ...goBack, 'airflow-timeout': '0.5' });
    service.faults.clear();
    expect(result).toHaveSucceeded({ titles: ['DAGs not fully checked'] });
    expect(result.annotations[0]?.message).toContain('parsed the files of 1 of 1 DAG since the commit');
    expect(result.summary).toContain('Airflow parsed 1 of 1 DAG since the commit, without an import error');
  });
});
