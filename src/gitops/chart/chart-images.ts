import type { Part } from '../../image-reference.ts';
import { formatKeyPath, type KeyPath, parseKeyPath } from '../../values/key-path.ts';

/** The values that set the images of one Helm chart. All keys are relative to the chart's own values. */
export interface Chart {
  /** The keys of the image of Airflow's containers. For each part the first key that is set wins; a digest wins over any tag. */
  readonly image: Readonly<Record<Part, readonly string[]>>;
  /** The pod template of the Kubernetes executor, by the same rule; it takes no digest. */
  readonly podTemplate: Readonly<Record<'repository' | 'tag', readonly string[]>>;
  /** A switch: the database migrations use the last key of each part instead of the first that is set. */
  readonly defaultForMigrations: string | undefined;
  /** The sections of `airflow.cfg` that name the image of the Kubernetes executor's workers. */
  readonly workerSections: readonly string[];
}

/**
 * Apache Airflow's chart: `airflow_image`, `default_airflow_image`, `airflow_image_for_migrations` and
 * `pod_template_image` in https://github.com/apache/airflow/blob/main/chart/templates/_helpers.yaml
 */
const APACHE: Chart = {
  image: {
    repository: ['images.airflow.repository', 'defaultAirflowRepository'],
    tag: ['images.airflow.tag', 'defaultAirflowTag'],
    digest: ['images.airflow.digest', 'defaultAirflowDigest'],
  },
  podTemplate: {
    repository: ['images.pod_template.repository', 'defaultAirflowRepository'],
    tag: ['images.pod_template.tag', 'defaultAirflowTag'],
  },
  defaultForMigrations: 'images.useDefaultImageForMigration',
  workerSections: ['config.kubernetes', 'config.kubernetes_executor'],
};

/** The community chart: `airflow.image` in https://github.com/airflow-helm/charts/blob/main/charts/airflow/templates/_helpers/pods.tpl */
const COMMUNITY: Chart = {
  image: { repository: ['airflow.image.repository'], tag: ['airflow.image.tag'], digest: [] },
  podTemplate: { repository: [], tag: [] },
  defaultForMigrations: undefined,
  workerSections: [],
};

const CHARTS: readonly Chart[] = [APACHE, COMMUNITY];

/** A chart at its place in a values file. */
export interface PlacedChart extends Chart {
  /** The keys above the chart's own, where an umbrella chart includes it. */
  readonly above: KeyPath;
  /** The position of the tag's key among `image.tag`. */
  readonly rank: number;
}

/** Returns the chart that has a tag at this key; `undefined` for every other chart. */
export function findChart(tagKey: string): PlacedChart | undefined {
  const path = parseKeyPath(tagKey);
  for (const chart of CHARTS) {
    for (const [rank, key] of chart.image.tag.entries()) {
      const own = parseKeyPath(key);
      const above = path.slice(0, Math.max(path.length - own.length, 0));
      if (formatKeyPath([...above, ...own]) === formatKeyPath(path)) return { ...chart, above, rank };
    }
  }
  return undefined;
}

/** Returns the full path of one of the chart's keys in the values file, as `formatKeyPath` writes it. */
export function placeKey({ above }: PlacedChart, key: string): string {
  return formatKeyPath([...above, ...parseKeyPath(key)]);
}

/** Returns whether a template reads a value as false. Helm reads YAML 1.1, where `no` and `off` are booleans too. */
export function readsAsFalse(value: string | null): boolean {
  return value === null || /^(?:|0|false|no|off|n)$/i.test(value);
}
