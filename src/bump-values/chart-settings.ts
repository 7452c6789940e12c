import { formatKeyPath, type KeyPath, parseKeyPath } from '../values/key-path.ts';

/** What the values file deploys after an edit. */
export interface DeployedImage {
  /** Registry and repository. */
  readonly image: string;
  readonly tag: string;
  readonly digest: string;
  readonly tagKey: string;
}

/** What is wrong with the value of a setting, to go behind its key; `undefined` when all is well. */
type Judge = (value: string | null) => string | undefined;

const IMAGES = ['images', 'airflow', 'tag'] as const;

/**
 * The settings of Apache Airflow's chart that give containers another image than `images.airflow`, by key; none when
 * the tag is not at the chart's key. A parent chart's prefix is kept.
 * Source: `airflow_image`, `airflow_image_for_migrations` and `pod_template_image` in the chart's `templates/_helpers.yaml`.
 */
export function chartSettings({ image, tag, digest, tagKey }: DeployedImage): ReadonlyMap<string, Judge> {
  const above = chartPrefix(tagKey);
  if (above === undefined) return new Map();
  const worker = (section: string, part: 'repository' | 'tag'): [string, Judge] => [
    `config.${section}.worker_container_${part}`,
    judgeWorker(part, part === 'tag' ? tag : image),
  ];
  const settings: readonly [string, Judge][] = [
    ['images.airflow.digest', hidesTag(digest)],
    ['defaultAirflowDigest', hidesTag(digest)],
    ['images.useDefaultImageForMigration', judgeMigrations],
    ['images.pod_template.repository', judgePodTemplate(image)],
    ['images.pod_template.tag', judgePodTemplate(tag)],
    worker('kubernetes', 'repository'),
    worker('kubernetes', 'tag'),
    worker('kubernetes_executor', 'repository'),
    worker('kubernetes_executor', 'tag'),
  ];
  return new Map(settings.map(([key, judge]) => [formatKeyPath([...above, ...key.split('.')]), judge]));
}

/** What stands before the chart's own keys where a parent chart has it; `undefined`: the tag is not at the chart's key. */
export function chartPrefix(tagKey: string): KeyPath | undefined {
  const path = parseKeyPath(tagKey);
  const above = path.slice(0, -IMAGES.length);
  return IMAGES.every((step, index) => path[above.length + index] === step) ? above : undefined;
}

function hidesTag(digest: string): Judge {
  return (value) =>
    value === null || value === '' || value === digest
      ? undefined
      : `is ${value}, which the chart prefers to the tag: nothing changes.`;
}

const judgeMigrations: Judge = (value) =>
  value === 'true' ? 'is true, so the database migrations run in the default image.' : undefined;

function judgePodTemplate(wanted: string): Judge {
  return (value) =>
    value === null || value === '' || value === wanted
      ? undefined
      : `is ${value}: the pod template of the Kubernetes executor's workers stays with it.`;
}

/** The chart's own default reads `images.airflow`; without any value the workers take the pod template's image. */
function judgeWorker(part: 'repository' | 'tag', wanted: string): Judge {
  return (value) => {
    if (value === null || value === '')
      return "is empty, so the Kubernetes executor's workers take the pod template's.";
    if (value === wanted || value.includes(`.Values.images.airflow.${part}`)) return undefined;
    return `is ${value}: the Kubernetes executor's workers stay with it.`;
  };
}
