import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { DockerEngine } from '../../sandbox/programs/docker-engine.ts';
import { type Registry, startRegistry } from '../../sandbox/registry/index.ts';
import { type ActionResult, runAction } from '../../sandbox/runner/run-action.ts';
import { startBuilder } from './parts/builder.ts';
import { describeWith } from './parts/find-part.ts';
import { AIRFLOW_BASE, downloadWheels, offlineDockerfile } from './parts/offline.ts';

const run = promisify(execFile);
const ROOT = resolve(import.meta.dirname, '../..');

const LIST_DAGS = `
from airflow.dag_processing.dagbag import DagBag
bag = DagBag("/opt/airflow/dags")
print(sorted(bag.dag_ids), bag.import_errors)
`;

describeWith(
  ['docker', 'buildx', 'crane', 'airflow-image'],
  'a runtime built by Docker',
  ({ docker = '', buildx = '', crane = '', 'airflow-image': airflow = '' }) => {
    let directory: string;
    let workspace: string;
    let registry: Registry;
    let engine: DockerEngine;

    beforeAll(async () => {
      directory = await mkdtemp(join(tmpdir(), 'flux-airflow-runtime-'));
      registry = await startRegistry({ directory: join(directory, 'registry') });
      const env = { PATH: process.env.PATH, HOME: directory };
      await run(crane, ['push', '--insecure', airflow, `${registry.host}/${AIRFLOW_BASE}`], { env });
      engine = await startBuilder(docker, buildx);
      workspace = await makeWorkspace(join(directory, 'workspace'));
    });
    afterAll(async () => {
      await engine?.close();
      await registry?.close();
      await rm(directory, { recursive: true, force: true });
    });

    async function step(
      entry: string,
      inputs: Record<string, string>,
      environment: Readonly<Record<string, string>>,
    ): Promise<ActionResult> {
      const { stdout } = await run('git', ['rev-parse', 'HEAD'], { cwd: workspace });
      return runAction({
        action: join(ROOT, 'actions', entry),
        repository: 'flux-data/flux-airflow',
        sha: stdout.trim(),
        workspace,
        runnerTemp: directory,
        apiUrl: 'http://127.0.0.1:9',
        token: 'not used',
        environment,
        limitMs: 400_000,
        inputs: { image: `${registry.host}/flux-airflow`, ...inputs },
      });
    }

    const build = (environment: Readonly<Record<string, string>>) =>
      step('build', { 'registry-mirror': registry.host }, environment);

    async function push({ outputs: { layout = '' } }: ActionResult): Promise<string> {
      const result = await step('push', { layout }, {});
      expect(result).toHaveSucceeded();
      return result.outputs.reference ?? '';
    }

    async function pushed(environment: Readonly<Record<string, string>>): Promise<string> {
      const built = await build(environment);
      expect(built).toHaveSucceeded({ titles: [] });
      return push(built);
    }

    const manifestsPut = () =>
      registry.service.calls.filter(({ method, path }) => method === 'PUT' && /runtime-/.test(path));

    test('a missing runtime is built and pushed; a container of the image runs Airflow with the DAGs', async () => {
      const reference = await pushed(engine.environment);
      expect(manifestsPut().length).toBeGreaterThan(0);
      const inside = async (...command: string[]) =>
        (await engine.docker('run', '--rm', '--network', 'none', reference, ...command)).toString().trim();
      expect(await inside('airflow', 'version')).toMatch(/^3\.3\.2$/m);
      expect(await inside('bash', '-c', 'pip freeze')).toMatch(/^python-stdnum==/m);
      expect(await inside('python', '-c', LIST_DAGS)).toMatch(/^\[.*'orders_revenue', 'revenue_report'.*\] \{\}$/m);
    }, 600_000);

    test('a second commit finds the runtime, without Docker', async () => {
      const before = manifestsPut().length;
      await cp(join(workspace, 'airflow/business_logic/orders.py'), join(workspace, 'airflow/business_logic/again.py'));
      await commit(workspace, 'again');
      expect(await pushed({ DOCKER_HOST: 'unix:///nowhere' })).toContain('@sha256:');
      expect(manifestsPut()).toHaveLength(before);
    });

    test('code before RUN gets a warning at its line, and none when it is moved to the end', async () => {
      const code = 'COPY --chown=airflow:root airflow/dags /opt/airflow/dags';
      await writeFile(join(workspace, 'Dockerfile'), `FROM ${AIRFLOW_BASE}\n${code}\nRUN echo ready > /tmp/ready\n`);
      await commit(workspace, 'code first');
      const early = await build(engine.environment);
      expect(early.annotations.map(({ title, line }) => [title, line])).toEqual([['code before RUN', 2]]);
      expect(early.log.join('\n')).toMatch(
        /so Docker builds it\. Since the previous runtime: .*the Dockerfile has changed/,
      );
      const files = await listFiles(await push(early));
      await writeFile(join(workspace, 'Dockerfile'), `FROM ${AIRFLOW_BASE}\nRUN echo ready > /tmp/ready\n${code}\n`);
      await commit(workspace, 'code last');
      const late = await build(engine.environment);
      expect(late).toHaveSucceeded({ titles: [] });
      expect(await listFiles(await push(late))).toEqual(files);
    });

    test('a build secret is available in the RUN that mounts it, and is not stored', async () => {
      const canary = 'canary-of-a-build-secret';
      const socket = join(directory, 'agent.sock');
      const agent = createServer().listen(socket);
      await once(agent, 'listening');
      const lines = [
        `FROM ${AIRFLOW_BASE}`,
        'ARG GREETING',
        'RUN --mount=type=secret,id=FROM_FILE,uid=50000 --mount=type=secret,id=FROM_ENV,uid=50000 --mount=type=ssh,uid=50000 \\',
        '  test -S "$SSH_AUTH_SOCK" && cat /run/secrets/FROM_FILE /run/secrets/FROM_ENV | wc -c > /tmp/others',
        `RUN --mount=type=secret,id=PIP_TOKEN,uid=50000 test "$(cat /run/secrets/PIP_TOKEN)" = ${canary.split('').reverse().join('')} \\`,
        '  || sed s/./x/g /run/secrets/PIP_TOKEN > /tmp/length',
        'COPY --chown=airflow:root airflow/dags /opt/airflow/dags',
        '',
      ];
      await writeFile(join(workspace, 'Dockerfile'), lines.join('\n'));
      await commit(workspace, 'secret');
      const inputs = {
        'registry-mirror': registry.host,
        'build-secrets': `PIP_TOKEN=${canary}`,
        'build-secret-envs': 'FROM_ENV=INDEX_TOKEN',
        'build-secret-files': `FROM_FILE=${join(directory, 'netrc')}`,
        ssh: `default=${socket}`,
        'build-args': 'GREETING=canary-of-an-argument',
      };
      await writeFile(join(directory, 'netrc'), canary);
      const built = await step('build', inputs, { ...engine.environment, INDEX_TOKEN: canary });
      agent.close();
      expect(built).toHaveSucceeded({ titles: [] });
      const reference = await push(built);
      const shell = ['run', '--rm', '--network', 'none', reference, 'bash', '-c'];
      const length = await engine.docker(...shell, 'cat /tmp/length');
      expect(length.toString().trim()).toBe('x'.repeat(canary.length));
      const others = await engine.docker(...shell, 'cat /tmp/others');
      expect(Number(others.toString())).toBe(2 * canary.length);
      const seen = built.log.filter((line) => !line.startsWith('::add-mask::')).join('\n');
      expect(seen + built.summary + JSON.stringify(built.outputs)).not.toContain(canary);
      const index = await run(crane, [
        'manifest',
        '--insecure',
        `${registry.host}/flux-airflow:${built.outputs.runtime}.index`,
      ]);
      const [layer] = JSON.parse(index.stdout).layers;
      const document = gunzipSync(Buffer.from(layer.data, 'base64')).toString();
      expect(document).not.toContain(canary);
      expect(JSON.parse(document).inputs.join('\n')).not.toContain('canary-of-an-argument');
      expect((await engine.docker('history', '--no-trunc', reference)).toString()).not.toContain(canary);
      const search = `grep -rlsF ${canary} /tmp /run /var /etc /home /opt /root || true`;
      expect((await engine.docker(...shell, search)).toString()).toBe('');
    });

    async function listFiles(reference: string): Promise<string[]> {
      const find = 'find /opt/airflow /tmp -printf "%p %y %m %U:%G %l\\n" | sort';
      const listed = await engine.docker('run', '--rm', '--network', 'none', reference, 'bash', '-c', find);
      return listed.toString().split('\n');
    }
  },
);

async function makeWorkspace(folder: string): Promise<string> {
  await mkdir(folder);
  for (const name of ['airflow', 'requirements.txt']) {
    await cp(join(ROOT, name), join(folder, name), { recursive: true });
  }
  await writeFile(join(folder, 'Dockerfile'), await offlineDockerfile());
  await writeFile(join(folder, '.dockerignore'), '.git\n');
  await downloadWheels(join(folder, 'wheels'), `${folder}-venv`);
  await run('git', ['init', '--quiet'], { cwd: folder });
  await commit(folder, 'first');
  return folder;
}

async function commit(folder: string, message: string): Promise<void> {
  const who = ['-c', 'user.name=Grace', '-c', 'user.email=grace@example.com'];
  await run('git', ['add', '--all'], { cwd: folder });
  await run('git', [...who, 'commit', '--quiet', '--message', message], { cwd: folder });
}
