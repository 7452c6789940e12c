import { findChart, type PlacedChart, placeKey, readsAsFalse } from './chart-images.ts';

/** What the values file deploys after an edit. */
export interface DeployedImage {
  /** Registry and repository. */
  readonly image: string;
  readonly tag: string;
  readonly digest: string;
  readonly tagKey: string;
}

/** Describes what is wrong with the value of a setting, as text after its key; `undefined` if nothing is. */
type SettingCheck = (value: string | null) => string | undefined;

/**
 * Returns the settings that can give containers another image than the one at the tag's key, by key. Empty if the tag
 * is not at a known chart's key. Keys keep the prefix of an umbrella chart.
 */
export function imageSettings(deployed: DeployedImage): ReadonlyMap<string, SettingCheck> {
  const { image, tag, digest, tagKey } = deployed;
  const chart = findChart(tagKey);
  if (chart === undefined) return new Map();
  const { rank, podTemplate, defaultForMigrations, workerSections } = chart;
  const before = (keys: readonly string[]) => keys.slice(0, rank);
  const settings: readonly (readonly [string, SettingCheck])[] = [
    ...chart.image.digest.map((key) => [key, checkPreferred('the tag', digest)] as const),
    ...before(chart.image.tag).map((key) => [key, checkPreferred(tagKey, tag)] as const),
    ...before(chart.image.repository).map((key) => [key, checkPreferred(tagKey, image)] as const),
    ...(defaultForMigrations === undefined || rank > 0 ? [] : [[defaultForMigrations, checkMigrations] as const]),
    ...podTemplate.repository.slice(0, 1).map((key) => [key, checkPodTemplate(image)] as const),
    ...podTemplate.tag.slice(0, 1).map((key) => [key, checkPodTemplate(tag)] as const),
    ...workerSections.flatMap((section) => [
      [`${section}.worker_container_repository`, checkWorker(chart, 'repository', image)] as const,
      [`${section}.worker_container_tag`, checkWorker(chart, 'tag', tag)] as const,
    ]),
  ];
  return new Map(settings.map(([key, check]) => [placeKey(chart, key), check]));
}

function checkPreferred(over: string, wanted: string): SettingCheck {
  return (value) =>
    value === null || value === '' || value === wanted
      ? undefined
      : `is ${value}, which overrides ${over} in the chart: nothing changes.`;
}

const checkMigrations: SettingCheck = (value) =>
  readsAsFalse(value) ? undefined : `is ${value}, so the database migrations run in the default image.`;

function checkPodTemplate(wanted: string): SettingCheck {
  return (value) =>
    value === null || value === '' || value === wanted
      ? undefined
      : `is ${value}: the pod template of the Kubernetes executor's workers stays on it.`;
}

/**
 * Accepts the chart's own default, a template of the same keys. Without a value the workers use the pod template's image,
 * which is the deployed one only if the tag is at the chart's default key.
 */
function checkWorker({ image, rank }: PlacedChart, part: 'repository' | 'tag', wanted: string): SettingCheck {
  const templates = image[part].slice(0, rank + 1).map((key) => `.Values.${key}`);
  return (value) => {
    if (value === null || value === '')
      return rank > 0 ? undefined : "is empty, so the Kubernetes executor's workers use the image of the pod template.";
    if (value === wanted || templates.some((template) => value.includes(template))) return undefined;
    return `is ${value}: the Kubernetes executor's workers stay on it.`;
  };
}
