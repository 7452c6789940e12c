import { execFile } from 'node:child_process';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type DockerEngine, startDockerEngine } from '../../sandbox/programs/docker-engine.ts';
import { waitFor } from '../../sandbox/wait-for.ts';
import { describeWith } from './parts/find-part.ts';
import { AIRFLOW_BASE, downloadWheels, offlineDockerfile } from './parts/offline.ts';

const run = promisify(execFile);
const ROOT = resolve(import.meta.dirname, '../..');
const COMPONENTS = ['api-server', 'dag-processor', 'scheduler', 'triggerer'] as const;

interface TaskState {
  readonly task_id: string;
  readonly state: string | null;
}

describeWith(
  ['docker', 'compose', 'airflow-image', 'postgres-image'],
  'docker compose up',
  ({ docker = '', compose = '', 'airflow-image': airflow = '', 'postgres-image': postgres = '' }) => {
    let directory: string;
    let engine: DockerEngine;
    beforeAll(async () => {
      directory = await mkdtemp(join(tmpdir(), 'flux-airflow-compose-'));
      for (const name of ['airflow', 'requirements.txt', 'docker-compose.yaml'])
        await cp(join(ROOT, name), join(directory, name), { recursive: true });
      await run('chmod', ['-R', 'a+rX', directory]);
      engine = await startDockerEngine(docker, {});
      await load(airflow, AIRFLOW_BASE);
      await load(postgres, 'postgres:17');
      await buildOffline();
    }, 600_000);
    afterAll(async () => {
      await run(compose, ['down', '--volumes', '--timeout', '1'], options()).catch(() => {});
      await engine?.close();
      await rm(directory, { recursive: true, force: true });
    });

    async function load(archive: string, name: string): Promise<void> {
      const said = String(await engine.docker('load', '--quiet', '--input', archive)).trim();
      await engine.docker('tag', said.replace(/^Loaded image( ID)?: /, ''), name);
    }

    /** Builds the image of this repository with packages from a folder: containers here have no network access. */
    async function buildOffline(): Promise<void> {
      await downloadWheels(join(directory, 'wheels'), join(directory, 'venv'));
      await writeFile(join(directory, 'Dockerfile'), await offlineDockerfile());
      await writeFile(join(directory, '.dockerignore'), 'venv\n');
      await engine.docker('build', '--quiet', '--network', 'none', '--tag', 'flux-airflow:local', directory);
    }

    function options() {
      const env = { PATH: process.env.PATH, HOME: directory, AIRFLOW_PORT: '0', ...engine.environment };
      return { cwd: directory, env, maxBuffer: 64 << 20 };
    }

    /** Calls Airflow's API: each call of its command line would take seconds of CPU time. */
    async function ask<T>(method: string, path: string, body?: object): Promise<T> {
      const { stdout } = await run(compose, ['port', 'api-server', '8080'], options());
      const url = `http://${stdout.trim()}`;
      // All users are administrators without a password.
      const { access_token } = (await (await fetch(`${url}/auth/token`)).json()) as { access_token: string };
      const headers = { authorization: `Bearer ${access_token}`, 'content-type': 'application/json' };
      const answer = await fetch(`${url}/api/v2/${path}`, {
        method,
        headers,
        ...(body && { body: JSON.stringify(body) }),
      });
      if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
      return (await answer.json()) as T;
    }

    function waitWithLogs<T>(what: string, ask: () => Promise<T | undefined>, limitMs = 240_000): Promise<T> {
      const explain = async () => (await run(compose, ['logs', '--tail', '40'], options())).stdout;
      return waitFor(what, ask, { limitMs, everyMs: 1_000, explain });
    }

    test('every component becomes healthy', async () => {
      await run(
        compose,
        ['up', '--no-build', '--pull', 'never', '--detach', '--wait', '--wait-timeout', '600'],
        options(),
      );
      const { stdout } = await run(compose, ['ps', '--format', 'json'], options());
      const services: { Service: string; Health: string }[] = stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line));
      expect(services.map(({ Service, Health }) => [Service, Health]).sort()).toEqual(
        [...COMPONENTS, 'postgres'].sort().map((name) => [name, 'healthy']),
      );
    }, 660_000);

    test('the example DAG succeeds when triggered, and so does the one that waits for its asset', async () => {
      await waitWithLogs('both DAGs in the list of Airflow', async () => {
        const { dags } = await ask<{ dags: { dag_id: string }[] }>('GET', 'dags');
        const names = dags.map(({ dag_id }) => dag_id);
        return ['orders_revenue', 'revenue_report'].every((name) => names.includes(name)) ? names : undefined;
      });
      for (const dag of ['revenue_report', 'orders_revenue']) await ask('PATCH', `dags/${dag}`, { is_paused: false });
      await ask('POST', 'dags/orders_revenue/dagRuns', { dag_run_id: 'by-hand', logical_date: null });
      const ended = await waitWithLogs('the end of every task of orders_revenue', async () => {
        const tasks = 'dags/orders_revenue/dagRuns/by-hand/taskInstances';
        const { task_instances: states } = await ask<{ task_instances: TaskState[] }>('GET', tasks);
        const isOver =
          states.length > 0 && states.every(({ state }) => /^(success|failed|upstream_failed)$/.test(`${state}`));
        return isOver ? states : undefined;
      });
      expect(ended.map(({ task_id: task, state }) => [task, state]).sort()).toEqual([
        ['announce', 'success'],
        ['read_orders', 'success'],
        ['sum_up', 'success'],
      ]);
      const report = await waitWithLogs('the end of a run of revenue_report', async () => {
        const { dag_runs: runs } = await ask<{ dag_runs: { state: string }[] }>('GET', 'dags/revenue_report/dagRuns');
        return runs.find(({ state }) => state === 'success' || state === 'failed');
      });
      expect(report.state).toBe('success');
    }, 480_000);
  },
);
