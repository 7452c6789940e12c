import { execFile } from 'node:child_process';
import { copyFile, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { parse, stringify } from 'yaml';
import { APACHE_CHART } from '../../../sandbox/cluster/chart.ts';
import { listImages } from '../parts/rendered-images.ts';
import type { ChartImages } from './check-images.ts';
import { IMAGE, OTHER } from './combinations.ts';

/** Secrets that the chart would otherwise generate at each rendering. */
const SECRETS = { fernetKey: 'Zg==', webserverSecretKey: 'w', apiSecretKey: 'a', jwtSecret: 'j' };

/** Calls the chart's own named templates for each of the value sets in `cases`. */
const PROBE = `images:
{{- range $own := .Values.cases }}
{{- $values := mustMergeOverwrite (deepCopy $.Values.defaults) $own }}
{{- $root := dict "Values" $values "Template" $.Template "Release" $.Release "Chart" $.Chart "Capabilities" $.Capabilities }}
{{- $worker := $values.config.kubernetes_executor }}
- code: {{ include "airflow_image" $root | trim | quote }}
  migrations: {{ include "airflow_image_for_migrations" $root | trim | quote }}
  podTemplate: {{ include "pod_template_image" $root | trim | quote }}
  worker: {{ printf "%s:%s" (tpl $worker.worker_container_repository $root) (tpl $worker.worker_container_tag $root) | quote }}
{{- end }}
`;

/** Runs `helm template` for a chart. */
export async function template(helm: string, chart: string, files: readonly string[]): Promise<string> {
  const argv = ['template', 'flux', chart, ...files.flatMap((file) => ['-f', file])];
  return (await promisify(execFile)(helm, argv, { maxBuffer: 64 << 20 })).stdout;
}

/** Writes a chart that includes Airflow's, by its folder, under the name `flow`. Returns the folder of the new one. */
export async function writeUmbrella(folder: string, airflow = APACHE_CHART): Promise<string> {
  const path = join(folder, 'umbrella');
  await mkdir(join(path, 'charts'), { recursive: true });
  await symlink(airflow, join(path, 'charts/airflow'));
  const dependencies = [{ name: 'airflow', version: '*', repository: '', alias: 'flow' }];
  await writeFile(
    join(path, 'Chart.yaml'),
    stringify({ apiVersion: 'v2', name: 'team', version: '0.0.1', dependencies }),
  );
  return path;
}

/** Renders the whole chart, and lists its images. */
export async function renderChart(
  helm: string,
  { chart, prefix, text, folder }: Readonly<Record<'chart' | 'prefix' | 'text' | 'folder', string>>,
): Promise<ChartImages> {
  const [file, own] = [join(folder, 'values.yaml'), join(folder, 'own.json')];
  await writeFile(file, text);
  const settings = { ...SECRETS, executor: 'KubernetesExecutor' };
  await writeFile(own, JSON.stringify(prefix === '' ? settings : { [prefix]: settings }));
  const { containers, worker, podTemplate } = listImages(await template(helm, chart, [file, own]));
  const airflow = containers.filter(({ image }) =>
    [IMAGE, OTHER, 'apache/airflow'].some((one) => image.startsWith(one)),
  );
  const isMigration = (name: string) => name.includes('airflow-migrations');
  return {
    code: airflow.filter(({ name }) => !isMigration(name) && !name.includes('statsd')),
    migrations: airflow.filter(({ name }) => isMigration(name)).map(({ image }) => image),
    worker,
    podTemplate,
  };
}

/** Asks the chart's own named templates for the images of many values files at once. */
export async function askChart(helm: string, folder: string, texts: readonly string[]): Promise<ChartImages[]> {
  const chart = join(folder, 'probe');
  await mkdir(join(chart, 'templates'), { recursive: true });
  await copyFile(join(APACHE_CHART, 'templates/_helpers.yaml'), join(chart, 'templates/_helpers.yaml'));
  await writeFile(join(chart, 'templates/images.yaml'), PROBE);
  await writeFile(join(chart, 'Chart.yaml'), stringify({ apiVersion: 'v2', name: 'probe', version: '0.0.1' }));
  const defaults: unknown = parse(await readFile(join(APACHE_CHART, 'values.yaml'), 'utf8'), { merge: true });
  const cases = join(folder, 'cases.json');
  // Helm drops keys that are null; a copy of the chart's defaults in a template must not get them either.
  const sets = texts.map((text) => JSON.parse(JSON.stringify(parse(text), (_, value) => value ?? undefined)));
  await writeFile(cases, JSON.stringify({ cases: sets, defaults }));
  const found: { images: Record<'code' | 'migrations' | 'podTemplate' | 'worker', string>[] } = parse(
    await template(helm, chart, [cases]),
  );
  return found.images.map(({ code, migrations, ...images }) => ({
    code: [{ name: 'airflow', image: code }],
    migrations: [migrations],
    ...images,
  }));
}
