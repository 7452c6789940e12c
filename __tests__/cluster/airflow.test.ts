/** Tests a whole deployment on a real cluster: the tasks of a merged DAG run as pods with the image of the merge. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { dagFile, mergeDag } from '../../demo/pull-request.ts';
import { type ClusterStage, NAMESPACE, startClusterStage } from '../../sandbox/cluster/stage.ts';
import type { DockerEngine } from '../../sandbox/programs/docker-engine.ts';
import type { ActionResult } from '../../sandbox/runner/run-action.ts';
import { addRollbackTokens, ROLLBACK_INPUTS } from '../../sandbox/stage/rollback-tokens.ts';
import { ENGINEER, IMAGE, LEAD, SOURCE, VALUES_FILE } from '../../sandbox/stage/stage.ts';
import { waitFor } from '../../sandbox/wait-for.ts';
import { MANIFEST_TYPES } from '../../src/image/oci/media-types.ts';
import { expectRestored } from '../e2e/on-failure-stage.ts';
import { startBuilder } from '../real/parts/builder.ts';
import { type Forward, forward } from '../real/parts/forward.ts';
import { AIRFLOW_BASE, offlineFiles } from '../real/parts/offline.ts';
import { describeWithChart } from '../real/parts/with-chart.ts';

const run = promisify(execFile);
const PARTS = [
  ...['cluster', 'redis', 'helm', 'containerd', 'cni', 'nftables'],
  ...['distribution', 'docker', 'buildx', 'crane', 'airflow-image', 'postgres-image'],
];

interface Task {
  readonly state: string | null;
  readonly try_number: number;
  readonly end_date: string | null;
}

/** The chart has separate keys for the workers' image. */
const EDITS = `- {key: images.pod_template.repository, value: "{image}"}
- {key: images.pod_template.tag, value: "{tag}"}`;

const ISSUES_TOKEN = 'ghs_maywriteissues0000000000000000000012';

type Place = Pick<ClusterStage, 'stage' | 'registry' | 'environment'>;

interface Pod {
  readonly metadata: { readonly name: string; readonly labels: Readonly<Record<string, string>> };
  readonly spec: { readonly containers: readonly { readonly image: string }[] };
}

describeWithChart(PARTS, 'Airflow on a real node', ({ docker = '', buildx = '', crane = '', ...images }) => {
  let directory: string;
  let here: ClusterStage;
  let engine: DockerEngine;
  let airflow: Forward;
  /** The commit whose image is an index. */
  let ofTwoPlatforms: string;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'flux-airflow-on-node-'));
    engine = await startBuilder(docker, buildx);
    here = await startClusterStage({ files: await offlineFiles(directory), pushImages });
    const { kubectl } = here.cluster;
    const name = ['service', 'flux-airflow-api-server', '--namespace', NAMESPACE];
    await kubectl.until(['get', ...name]);
    const service = await kubectl.get<{ spec: { clusterIP: string } }>(name);
    airflow = await forward(service.spec.clusterIP, 8080);
    const version = `${airflow.url}/api/v2/version`;
    await waitFor('Airflow', async () => (await fetch(version).catch(() => undefined))?.ok, { limitMs: 400_000 });
  }, 900_000);
  afterAll(async () => {
    airflow?.close();
    await here?.close();
    await engine?.close();
    await rm(directory, { recursive: true, force: true });
  });

  async function pushImages({ stage, registry, environment }: Place) {
    const env = { PATH: process.env.PATH, HOME: directory };
    await run(crane, ['push', '--insecure', images['airflow-image'] ?? '', `${registry.host}/${AIRFLOW_BASE}`], {
      env,
    });
    await run(crane, ['push', '--insecure', images['postgres-image'] ?? '', `${registry.host}/postgres:17`], { env });
    await buildRuntime({ stage, registry, environment }, stage.first);
    const inputs = { 'registry-mirror': registry.host, image: IMAGE };
    const built = await stage.run(stage.first, { entry: 'build', environment, inputs });
    const layout = built.outputs.layout ?? '';
    const pushed = await stage.run(stage.first, { entry: 'push', environment, inputs: { image: IMAGE, layout } });
    expect(pushed).toHaveEndedWith('pushed');
  }

  /** Builds the runtime of a commit with Docker, which pushes to the registry by its own name. */
  async function buildRuntime({ stage, registry, environment }: Place, commit: string, inputs: object = {}) {
    const runtime = await stage.run(commit, {
      entry: 'build',
      environment: { ...environment, ...engine.environment },
      limitMs: 400_000,
      inputs: { 'registry-mirror': registry.host, image: `${registry.host}/flux-airflow`, ...inputs },
    });
    expect(runtime).toHaveSucceeded();
  }

  /** Calls Airflow's API as its administrator. */
  async function ask<T>(method: string, path: string, body?: object): Promise<T> {
    const headers = { 'content-type': 'application/json' };
    const account = JSON.stringify({ username: 'admin', password: 'admin' });
    const token = await fetch(`${airflow.url}/auth/token`, { method: 'POST', headers, body: account });
    const { access_token: bearer } = (await token.json()) as { access_token: string };
    const response = await fetch(`${airflow.url}/api/v2/${path}`, {
      method,
      headers: { ...headers, authorization: `Bearer ${bearer}` },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  }

  async function listDags(): Promise<string[]> {
    const { dags } = await ask<{ dags: { dag_id: string }[] }>('GET', 'dags');
    return dags.map(({ dag_id: id }) => id).toSorted();
  }

  const asked = { 'airflow-username': 'admin', 'airflow-password': 'admin', edits: EDITS };
  const deploy = (commit: string, inputs: Record<string, string> = {}) =>
    here.deploy(commit, { ...asked, 'airflow-url': airflow.url, ...inputs });

  test('7: the merged DAG is listed, and its task runs as a pod with its image', async () => {
    const commit = await mergeDag(here.stage, 'orders');
    const result = await deploy(commit);
    expect(result).toHaveSucceeded({ outputs: { rollout: 'rolled-out' }, titles: [] });
    expect(await listDags()).toContain('orders');
    await ask('PATCH', 'dags/orders?update_mask=is_paused', { is_paused: false });
    const { dag_run_id: id } = await ask<{ dag_run_id: string }>('POST', 'dags/orders/dagRuns', { logical_date: null });
    const { kubectl } = here.cluster;
    const workers = new Map<string, string>();
    const isOver = async () => {
      const { state } = await ask<{ state: string }>('GET', `dags/orders/dagRuns/${encodeURIComponent(id)}`);
      expect(state).not.toBe('failed');
      const { items } = await kubectl.get<{ items: Pod[] }>(['pods', '--namespace', NAMESPACE]);
      for (const { metadata, spec } of items)
        if (metadata.labels.dag_id === 'orders') workers.set(metadata.name, spec.containers[0]?.image ?? '');
      return state === 'success';
    };
    await waitFor('the success of the DAG run', isOver, { limitMs: 300_000, everyMs: 300 });
    expect(new Set(workers.values())).toEqual(new Set([`${IMAGE}:version-${commit}`]));
  }, 900_000);

  /** Merges a DAG whose task sleeps, and deploys it. */
  async function deploySleeper(name: string, seconds: number, inputs: Record<string, string> = {}): Promise<string> {
    const { source } = here.stage;
    const unscheduled = dagFile(name).replace('"@daily"', 'None');
    const text = unscheduled.replace('return 42', `import time; time.sleep(${seconds}); return 42`);
    const files = { [`airflow/dags/${name}.py`]: text };
    const branch = `add-${name}`;
    await source.commit({ branch, message: 'Sleep', author: ENGINEER, files, parent: await source.head('main') });
    const pullRequest = await source.openPullRequest({ title: 'Sleep', author: ENGINEER, head: branch });
    await pullRequest.review({ author: LEAD, state: 'APPROVED' });
    const commit = await pullRequest.merge({ method: 'squash', by: ENGINEER });
    expect(await deploy(commit, inputs)).toHaveSucceeded({ outputs: { rollout: 'rolled-out' } });
    return commit;
  }

  /** Starts a run of a DAG, and returns its path in the API once its task runs. */
  async function startRun(dag: string): Promise<string> {
    await ask('PATCH', `dags/${dag}?update_mask=is_paused`, { is_paused: false });
    const { dag_run_id: id } = await ask<{ dag_run_id: string }>('POST', `dags/${dag}/dagRuns`, { logical_date: null });
    const path = `dags/${dag}/dagRuns/${encodeURIComponent(id)}`;
    await waitFor('the task to run', async () => (await readTask(path)).state === 'running', { limitMs: 180_000 });
    return path;
  }

  async function readTask(path: string): Promise<Task> {
    const { task_instances: tasks } = await ask<{ task_instances: Task[] }>('GET', `${path}/taskInstances`);
    const [task] = tasks;
    if (task === undefined) throw new Error(`${path} has no task`);
    return task;
  }

  /** Waits for the task's end, through restarts of the API server. */
  async function untilEnded(path: string): Promise<Task> {
    let last: Task | undefined;
    const hasEnded = async () => {
      last = await readTask(path).catch(() => undefined);
      return last?.state === 'success' || last?.state === 'failed';
    };
    await waitFor('the end of the task', hasEnded, { limitMs: 240_000, everyMs: 1_000 });
    return last as Task;
  }

  test('a task that runs in a pod of its own survives the deployment, and is not waited for', async () => {
    const first = await deploySleeper('sleeper', 150);
    const path = await startRun('sleeper');
    const result = await deploy(await mergeDag(here.stage, 'beside'), { 'wait-for-tasks': '10' });
    expect(result).toHaveSucceeded({ outputs: { rollout: 'rolled-out' } });
    expect(result.summary).toContain('(KubernetesExecutor) continues in its own pod');
    expect((await readTask(path)).state).toBe('running');
    const { items } = await here.cluster.kubectl.get<{ items: Pod[] }>(['pods', '--namespace', NAMESPACE]);
    const own = items.filter(({ metadata }) => metadata.labels.dag_id === 'sleeper');
    expect(own.map(({ spec }) => spec.containers[0]?.image)).toEqual([`${IMAGE}:version-${first}`]);
    expect(await untilEnded(path)).toMatchObject({ state: 'success', try_number: 1 });
  }, 900_000);

  test('a task of the LocalExecutor, in the scheduler’s pod, is waited for before the commit', async () => {
    const { gitops } = here.stage;
    const setExecutor = async (from: string, to: string) => {
      const text = String(await gitops.read('main', VALUES_FILE)).replace(`executor: ${from}`, `executor: ${to}`);
      await gitops.commit({ branch: 'main', message: `Use the ${to}`, author: LEAD, files: { [VALUES_FILE]: text } });
    };
    await setExecutor('KubernetesExecutor', 'LocalExecutor');
    try {
      await deploySleeper('local', 60);
      const path = await startRun('local');
      const result = await deploy(await mergeDag(here.stage, 'after'), { 'wait-for-tasks': '5' });
      expect(result).toHaveSucceeded({ outputs: { rollout: 'rolled-out' } });
      const { state, try_number: tries, end_date: end } = await readTask(path);
      expect([state, tries]).toEqual(['success', 1]);
      // Git has whole seconds.
      const { stdout } = await run('git', ['-C', gitops.directory, 'log', '-1', '--format=%cI', 'main']);
      expect(Math.floor(Date.parse(end ?? '') / 1000)).toBeLessThanOrEqual(Date.parse(stdout.trim()) / 1000);
    } finally {
      await setExecutor('LocalExecutor', 'KubernetesExecutor');
    }
  }, 900_000);

  test('4: an image deleted from the registry: the error has the pod’s message and the command to end the sync; the next deployment succeeds', async () => {
    const { stage, registry } = here;
    const commit = await mergeDag(stage, 'invoices');
    const waiting = deploy(commit, { 'rollout-timeout': '1.5' });
    await waitFor(`the commit of ${commit}`, async () =>
      String(await stage.gitops.read('main', VALUES_FILE)).includes(`tag: version-${commit}`),
    );
    const manifests = `${registry.url}/v2/flux-airflow/manifests`;
    const headers = { accept: MANIFEST_TYPES.join(', ') };
    const { headers: found } = await fetch(`${manifests}/version-${commit}`, { headers });
    expect((await fetch(`${manifests}/${found.get('docker-content-digest')}`, { method: 'DELETE' })).status).toBe(202);
    const result = await waiting;
    await here.endOperation();
    expect(result).toHaveExitedWith(1, { titles: ['rollout-timeout'] });
    const [{ message } = { message: '' }] = result.annotations;
    expect(message).toMatch(/; Pod \S+: \S*ImagePull\S*: Failed to pull image .*: not found/);
    expect(message).toContain('argocd app terminate-op flux-airflow');
    expect((await deploy(await mergeDag(stage, 'payments'))).outputs.rollout).toBe('rolled-out');
    expect(await listDags()).toEqual(expect.arrayContaining(['invoices', 'orders', 'payments']));
  }, 400_000);

  /** Pushes the deployed image as a base for two platforms. Only the settings of the other one differ. */
  async function pushTwoPlatforms(name: string): Promise<void> {
    const { gitops } = here.stage;
    const [, tag = ''] = /^ {4}tag: (\S+)/m.exec(String(await gitops.read('main', VALUES_FILE))) ?? [];
    const env = { PATH: process.env.PATH, HOME: directory };
    const base = `${here.registry.host}/${name}`;
    const names = { amd64: `${base}-amd64`, arm64: `${base}-arm64` };
    await run(crane, ['copy', '--insecure', `${here.registry.host}/flux-airflow:${tag}`, names.amd64], { env });
    const other = ['mutate', '--insecure', '--set-platform', 'linux/arm64', '--tag', names.arm64];
    await run(crane, [...other, names.amd64], { env });
    const both = ['--manifest', names.amd64, '--manifest', names.arm64];
    await run(crane, ['index', 'append', '--insecure', ...both, '--tag', base], { env });
  }

  test('of an image for two platforms, the node runs its own', async () => {
    const { source } = here.stage;
    await pushTwoPlatforms('apache/airflow:two');
    const named = '@dag(\n    dag_id="built_for_" + os.environ["BUILT_FOR"],';
    const parent = await source.head('main');
    const files = {
      Dockerfile:
        'FROM apache/airflow:two\nARG TARGETARCH\nENV BUILT_FOR=$TARGETARCH\nCOPY --chown=airflow:root airflow/dags $AIRFLOW_HOME/dags\n',
      'airflow/dags/platform.py': `import os\n${dagFile('platform').replace('@dag(', named)}`,
    };
    await source.commit({ branch: 'two-platforms', message: 'Two platforms', author: ENGINEER, files, parent });
    const head = { title: 'Two platforms', author: ENGINEER, head: 'two-platforms' };
    const pullRequest = await source.openPullRequest(head);
    await pullRequest.review({ author: LEAD, state: 'APPROVED' });
    const commit = await pullRequest.merge({ method: 'squash', by: ENGINEER });
    const platforms = { platforms: 'linux/amd64,linux/arm64' };
    await buildRuntime(here, commit, platforms);
    const result = await deploy(commit, platforms);
    expect(result).toHaveSucceeded({ outputs: { rollout: 'rolled-out' } });
    expect(await listDags()).toContain('built_for_amd64');
    ofTwoPlatforms = commit;
  }, 900_000);

  /** Runs by hand, for the head of the default branch. */
  async function runByHand(inputs: Record<string, string>): Promise<ActionResult> {
    const { stage, environment, followed, registry } = here;
    const own = { ...followed, ...asked, 'airflow-url': airflow.url, 'registry-mirror': registry.host };
    const options = { eventName: 'workflow_dispatch', environment, limitMs: 600_000 };
    return stage.run(await stage.source.head('main'), { ...options, inputs: { ...own, ...inputs } });
  }

  test('a DAG that cannot be imported, deployed by break-glass, is put back by its own run', async () => {
    const { stage } = here;
    addRollbackTokens(stage);
    const healthy = await mergeDag(stage, 'healthy');
    expect(await deploy(healthy, ROLLBACK_INPUTS)).toHaveDeployed({ outputs: { rollout: 'rolled-out' } });
    const files = { 'airflow/dags/broken.py': dagFile('broken').replace('import pendulum', 'import pendulum, absent') };
    const broken = await stage.source.commit({ branch: 'main', message: 'At night', author: ENGINEER, files });
    const result = await runByHand({ ...ROLLBACK_INPUTS, 'break-glass': 'The night is dark' });
    const titles = ['break-glass: deployed without an approval', 'rolled-back'];
    expect(result).toHaveExitedWith(1, { titles });
    await expectRestored(stage, result, broken, healthy);
    const messages = result.annotations.map(({ message }) => message).join('\n');
    expect(messages).toMatch(/broken\.py: ModuleNotFoundError: .*absent/);
    expect(await listDags()).toContain('healthy');
    const countErrors = async () => (await ask<{ total_entries: number }>('GET', 'importErrors')).total_entries;
    await waitFor('the end of the import error', async () => (await countErrors()) === 0, { limitMs: 60_000 });
  }, 900_000);

  test('7: without that, Airflow’s import error fails the run; a rollback by hand to the image of two platforms removes it', async () => {
    const { stage } = here;
    const permissions = { [SOURCE]: { contents: 'read', pull_requests: 'read', issues: 'write' } } as const;
    stage.github.addToken({ token: ISSUES_TOKEN, login: 'github-actions[bot]', app: true, permissions });
    const resume = { operation: 'resume', commit: await stage.source.head('main') };
    const seen = await runByHand({ ...resume, 'break-glass': 'The night is dark', 'github-token': ISSUES_TOKEN });
    expect(seen).toHaveExitedWith(1, {
      outputs: { rollout: 'rolled-out' },
      titles: ['break-glass: deployed without an approval', 'dags-not-imported'],
    });
    expect(seen.annotations.at(-1)?.message).toMatch(/broken\.py: ModuleNotFoundError: .*absent/);
    const reason = 'It does not import';
    const back = await runByHand({ operation: 'rollback', 'rollback-to': `version-${ofTwoPlatforms}`, reason });
    expect(back).toHaveSucceeded({ outputs: { rollout: 'rolled-out' } });
    expect(back.summary).toContain('imports every file');
  }, 900_000);
});
