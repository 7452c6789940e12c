import { expect, test } from '@jest/globals';
import { findImageOverrides } from '../../../../src/gitops/chart/image-overrides.ts';
import { findImmutableJobs } from '../../../../src/gitops/chart/immutable-jobs.ts';
import { layersOf } from '../place/layers-of.ts';

const IMAGE = '123456789012.dkr.ecr.eu-west-1.amazonaws.com/flux-airflow';
const DIGEST = `sha256:${'0a'.repeat(32)}`;
const DEPLOYED = { image: IMAGE, tag: 'version-new', digest: DIGEST, tagKey: 'images.airflow.tag' };
const HEAD = `images:\n  airflow:\n    repository: ${IMAGE}\n    tag: version-new\n`;

function find(text: string, tagKey = DEPLOYED.tagKey): [string, number][] {
  return findImageOverrides(layersOf(text), { ...DEPLOYED, tagKey }, []).map(({ key, line }) => [key, line]);
}

test.each([
  ['pod template tag', `${HEAD}  pod_template:\n    tag: version-old\n`, 'images.pod_template.tag', 6],
  ['pod template repository', `${HEAD}  pod_template: {repository: other}\n`, 'images.pod_template.repository', 5],
  ['migrations', `${HEAD}  useDefaultImageForMigration: true\n`, 'images.useDefaultImageForMigration', 5],
  ['digest', `${HEAD}    digest: sha256:${'1b'.repeat(32)}\n`, 'images.airflow.digest', 5],
  ['default digest', `defaultAirflowDigest: sha256:1\n${HEAD}`, 'defaultAirflowDigest', 1],
  [
    'worker tag',
    `${HEAD}config:\n  kubernetes_executor:\n    worker_container_tag: version-old\n`,
    'config.kubernetes_executor.worker_container_tag',
    7,
  ],
  [
    'no worker repository',
    `${HEAD}config:\n  kubernetes: {worker_container_repository: ""}\n`,
    'config.kubernetes.worker_container_repository',
    6,
  ],
  [
    'worker tag by an alias',
    `x: &t version-old\n${HEAD}config: {kubernetes: {worker_container_tag: *t}}\n`,
    'config.kubernetes.worker_container_tag',
    6,
  ],
  [
    'worker tag by a merge key',
    `x: &c {worker_container_tag: version-old}\n${HEAD}config:\n  kubernetes:\n    <<: *c\n`,
    'config.kubernetes.worker_container_tag',
    8,
  ],
  ['pod template by an alias', `x: &c {tag: version-old}\n${HEAD}  pod_template: *c\n`, 'images.pod_template.tag', 6],
  ['migrations in YAML 1.1', `${HEAD}  useDefaultImageForMigration: yes\n`, 'images.useDefaultImageForMigration', 5],
  ['a reference', `${HEAD}extra:\n- image: ${IMAGE}:version-old\n`, 'extra[0].image', 6],
  ['a reference by another digest', `${HEAD}x: ${IMAGE}@sha256:${'1b'.repeat(32)}\n`, 'x', 5],
  ['the same repository twice', `${HEAD}  flower: {repository: ${IMAGE}, tag: old}\n`, 'images.flower.tag', 5],
  [
    'a variable of the environment',
    `${HEAD}env:\n- {name: AIRFLOW__KUBERNETES_EXECUTOR__WORKER_CONTAINER_TAG, value: x}\n`,
    'env[0].name',
    6,
  ],
  [
    'a variable in a text',
    `${HEAD}extraEnv: |\n  - name: AIRFLOW__KUBERNETES__WORKER_CONTAINER_REPOSITORY\n    value: x\n`,
    'extraEnv[0].name',
    6,
  ],
])('%s stays behind', (_, text, key, line) => {
  expect(find(text)).toEqual([[key, line]]);
});

test.each([
  ['nothing else is set', HEAD],
  [
    'empty settings',
    `${HEAD}    digest: ~\n  pod_template: {repository: ~, tag: ""}\n  useDefaultImageForMigration: false\n`,
  ],
  ['the digest that is deployed', `${HEAD}    digest: ${DIGEST}\n`],
  [
    'the same image',
    `${HEAD}  pod_template: {repository: ${IMAGE}, tag: version-new}\nx: ${IMAGE}:version-new@${DIGEST}\n`,
  ],
  ['other images', `${HEAD}  statsd: {repository: quay.io/x, tag: v1}\nx: ${IMAGE}-other:version-old\n`],
  [
    'the chart’s own templates',
    `${HEAD}config:\n  kubernetes:\n    worker_container_repository: '{{ .Values.images.airflow.repository | default .Values.defaultAirflowRepository }}'\n    worker_container_tag: '{{ .Values.images.airflow.tag | default .Values.defaultAirflowTag }}'\n`,
  ],
])('nothing is left behind by %s', (_, text) => {
  expect(find(text)).toEqual([]);
});

test('below a parent chart, and for another chart', () => {
  const nested = `airflow:\n  images:\n    airflow: {tag: version-new}\n    pod_template: {tag: version-old}\n`;
  expect(find(nested, 'airflow.images.airflow.tag')).toEqual([['airflow.images.pod_template.tag', 4]]);
  expect(find(`image: {tag: version-new}\n${HEAD}  pod_template: {tag: x}\n`, 'image.tag')).toEqual([]);
});

test('the sentence names the setting and what stays on another image', () => {
  const [found] = findImageOverrides(layersOf(`${HEAD}  pod_template: {tag: old}\n`), DEPLOYED, []);
  expect(found?.message).toBe(
    "images.pod_template.tag is old: the pod template of the Kubernetes executor's workers stays on it.",
  );
});

test('an alias of the tag gets the new one', () => {
  const text = `images:\n  airflow:\n    repository: ${IMAGE}\n    tag: &t version-old\n  pod_template: {tag: *t}\n`;
  expect(find(text)).toEqual([]);
});

test.each(['false', 'False', 'no', 'off'])(
  '%s disables the default image for migrations, and Helm’s hooks',
  (value) => {
    const text = `${HEAD}  useDefaultImageForMigration: ${value}\nmigrateDatabaseJob: {useHelmHooks: ${value}}\n`;
    expect(find(text)).toEqual([]);
    expect(findImmutableJobs(layersOf(text), DEPLOYED.tagKey)).toEqual(['migrateDatabaseJob']);
  },
);

test('20,000 aliases are resolved in one pass', () => {
  const aliases = Array.from({ length: 20_000 }, (_, index) => `k${index}: *t\n`).join('');
  const text = `${HEAD.replace('tag: version-new', 'tag: &t version-new')}${aliases}extra: {repository: ${IMAGE}, tag: old}\n`;
  expect(find(text)).toEqual([['extra.tag', 20_005]]);
});
