import type { ValuesFile } from '../../github/gitops/values-file.ts';
import { formatKeyPath, parseKeyPath } from '../../values/key-path.ts';
import { readKey, readLayers } from '../place/layers.ts';
import { placeTarget } from '../place/place-target.ts';
import type { ValuesTarget } from '../request.ts';
import { findChart } from './chart-images.ts';

/** What the values of Apache Airflow's chart say about running tasks. */
export interface TaskSettings {
  /** The setting `[core] executor`; `undefined` if they are of another chart. */
  readonly executor: string | undefined;
  /** How long Kubernetes lets a pod with tasks end, in seconds. */
  readonly graceSeconds: { readonly CeleryExecutor: number | undefined; readonly LocalExecutor: number | undefined };
}

/** The keys and defaults of https://airflow.apache.org/docs/helm-chart/stable/parameters-ref.html, the first that is set wins. */
const EXECUTOR = ['env[name=AIRFLOW__CORE__EXECUTOR].value', 'extraEnv[name=AIRFLOW__CORE__EXECUTOR].value'];
const DEFAULT_EXECUTOR = 'CeleryExecutor';
const GRACE = {
  CeleryExecutor: {
    keys: ['workers.celery.terminationGracePeriodSeconds', 'workers.terminationGracePeriodSeconds'],
    otherwise: 600,
  },
  /** Its tasks run in the scheduler's pod. */
  LocalExecutor: { keys: ['scheduler.terminationGracePeriodSeconds'], otherwise: 10 },
} as const;

/** Reads the settings at the place of the chart that deploys the image. All are `undefined` for any other chart. */
export function readTaskSettings(file: ValuesFile, target: ValuesTarget, image: string): TaskSettings {
  const layers = readLayers(file, target);
  const chart = findChart(placeTarget(layers, target, image).tagKey);
  if (chart?.defaultForMigrations === undefined) {
    return { executor: undefined, graceSeconds: { CeleryExecutor: undefined, LocalExecutor: undefined } };
  }
  const read = (key: string) => readKey(layers, formatKeyPath([...chart.above, ...parseKeyPath(key)])) || undefined;
  const grace = ({ keys, otherwise }: { readonly keys: readonly string[]; readonly otherwise: number }) => {
    const written = keys.map(read).find((value) => value !== undefined);
    if (written === undefined) return otherwise;
    return /^\d+$/.test(written) ? Number(written) : undefined;
  };
  return {
    executor: readExecutor(read),
    graceSeconds: { CeleryExecutor: grace(GRACE.CeleryExecutor), LocalExecutor: grace(GRACE.LocalExecutor) },
  };
}

/** Environment variables win over `airflow.cfg`, whose section `core` the chart renders as a template of `executor`. */
function readExecutor(read: (key: string) => string | undefined): string | undefined {
  const written = [...EXECUTOR.map(read), read('config.core.executor')].find((value) => value !== undefined);
  if (written !== undefined && !written.includes('{{')) return written;
  return read('executor') ?? DEFAULT_EXECUTOR;
}
