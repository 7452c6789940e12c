import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';
import { parse, parseAllDocuments } from 'yaml';
import { APACHE_CHART } from '../../sandbox/cluster/chart.ts';
import { TEAM_VALUES, teamValues } from '../../sandbox/stage/values.ts';
import { describeWithChart } from './parts/with-chart.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const HOME = '/opt/airflow';

interface Service {
  readonly image: string;
  readonly build?: unknown;
  readonly user?: string;
  readonly environment: Readonly<Record<string, string>>;
}

interface Variable {
  readonly name: string;
  readonly value?: string;
}

interface Rendered {
  readonly kind: string;
  readonly metadata: { readonly labels?: Readonly<Record<string, string>> };
  readonly data?: Readonly<Record<string, string>>;
  readonly spec?: {
    readonly template?: {
      readonly spec: {
        readonly securityContext: { readonly runAsUser: number };
        readonly containers: readonly {
          readonly name: string;
          readonly image: string;
          readonly env: readonly Variable[];
        }[];
      };
    };
  };
}

/** The properties of a deployment that a DAG author could notice. */
type Facts = Readonly<Record<string, unknown>>;

function readCompose(text: string, dockerfile: string): Facts {
  const { services }: { services: Record<string, Service> } = parse(text, { merge: true });
  const own = Object.entries(services).filter(([, { build }]) => build !== undefined);
  const has = (name: string) => own.some(([each]) => each === name);
  const [, first] = own[0] ?? [];
  const { environment = {} } = first ?? {};
  return {
    image: new Set(own.map(([, { image }]) => image)).size,
    user: [...new Set(own.map(([, { user }]) => Number(user?.split(':')[0])))],
    home: environment.AIRFLOW_HOME,
    'dags-folder': environment.AIRFLOW__CORE__DAGS_FOLDER,
    'plugins-folder': environment.AIRFLOW__CORE__PLUGINS_FOLDER,
    'airflow-version': /^ARG AIRFLOW_VERSION=(.*)$/m.exec(dockerfile)?.[1],
    executor: environment.AIRFLOW__CORE__EXECUTOR,
    'auth-manager': environment.AIRFLOW__CORE__AUTH_MANAGER,
    ...Object.fromEntries(['api-server', 'dag-processor', 'scheduler', 'triggerer'].map((name) => [name, has(name)])),
    statsd: 'statsd' in services,
    environment: Object.keys(environment),
    secrets: 'in plain text',
  };
}

function readChart(rendered: string, values: string): Facts {
  const documents = parseAllDocuments(rendered).flatMap((document): Rendered[] => document.toJS() ?? []);
  const deployed = documents.filter(({ kind }) => kind === 'Deployment' || kind === 'StatefulSet');
  const component = ({ metadata }: Rendered) => metadata.labels?.component ?? '';
  const airflow = deployed.filter((each) => !['statsd', 'postgresql', ''].includes(component(each)));
  const pods = airflow.flatMap(({ spec }) => spec?.template?.spec ?? []);
  const [container] = pods.flatMap(({ containers }) => containers);
  const config = documents.find(({ data }) => data?.['airflow.cfg'] !== undefined)?.data?.['airflow.cfg'] ?? '';
  const [, core = ''] = /^\[core\]\n([\s\S]*?)(?:^\[|$(?![\s\S]))/m.exec(config) ?? [];
  const setting = (name: string) => new RegExp(`^${name} = (.*)$`, 'm').exec(core)?.[1];
  const has = (name: string) => deployed.some((each) => component(each) === name);
  return {
    image: new Set(pods.flatMap(({ containers }) => containers.map(({ image }) => image))).size,
    user: [...new Set(pods.map(({ securityContext }) => securityContext.runAsUser))],
    home: container?.env.find(({ name }) => name === 'AIRFLOW_HOME')?.value,
    'dags-folder': setting('dags_folder'),
    'plugins-folder': setting('plugins_folder') ?? `${HOME}/plugins`,
    'airflow-version': parse(values).airflowVersion,
    executor: setting('executor'),
    'auth-manager': setting('auth_manager'),
    ...Object.fromEntries(
      ['api-server', 'dag-processor', 'scheduler', 'triggerer', 'statsd'].map((name) => [name, has(name)]),
    ),
    environment: container?.env.map(({ name }) => name),
    secrets: 'of the cluster',
  };
}

/** Returns the names of differences. Of the environment, only variables that the chart sets count; others are settings. */
function listDifferences(compose: Facts, chart: Facts): string[] {
  return Object.keys({ ...compose, ...chart }).filter((name) => {
    const [here, there] = [compose[name], chart[name]];
    if (name !== 'environment') return JSON.stringify(here) !== JSON.stringify(there);
    return (there as string[]).some((variable) => !(here as string[]).includes(variable));
  });
}

describeWithChart(['helm'], 'docker-compose.yaml and the chart', ({ helm = '' }) => {
  test('differ only in the points that the comment lists with reasons', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'flux-airflow-compose-chart-'));
    try {
      const values = teamValues(TEAM_VALUES, 'registry.example/flux-airflow', `version-${'a'.repeat(40)}`);
      await writeFile(join(folder, 'values.yaml'), values);
      const argv = ['template', 'flux', APACHE_CHART, '--values', join(folder, 'values.yaml')];
      const { stdout } = await promisify(execFile)(helm, argv, { maxBuffer: 64 << 20 });
      const [text, dockerfile] = await Promise.all(
        ['docker-compose.yaml', 'Dockerfile'].map((name) => readFile(join(ROOT, name), 'utf8')),
      );
      const [compose, chart] = [readCompose(text ?? '', dockerfile ?? ''), readChart(stdout, values)];
      expect(chart).toMatchObject({ image: 1, user: [50_000], home: HOME, scheduler: true, 'dag-processor': true });
      const listed = [...(text ?? '').matchAll(/^# {3}([a-z-]+): \S+/gm)].map(([, name]) => name);
      expect(listDifferences(compose, chart).sort()).toEqual(listed.sort());
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
