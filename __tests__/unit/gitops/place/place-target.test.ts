import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { ALIAS_IMAGE, makeAliases } from '../../../../bench/parts/aliases-text.ts';
import { findOverrides } from '../../../../src/gitops/chart/overrides.ts';
import { DEFAULT_KEYS, placeTarget } from '../../../../src/gitops/place/place-target.ts';
import { readDeployed } from '../../../../src/gitops/place/read-deployed.ts';
import { layersOf } from './layers-of.ts';

const ECR = '123456789012.dkr.ecr.eu-west-1.amazonaws.com';
const IMAGE = `${ECR}/flux-airflow`;
const TAG = `version-${'a'.repeat(40)}`;
const DIGEST = `sha256:${'0a'.repeat(32)}`;
const DEFAULTS = { ...DEFAULT_KEYS, pinDigest: false };

interface Seen {
  readonly tagKey: string;
  readonly repository: string | null | undefined;
  readonly tag: string | null;
  readonly digest: string | null;
  readonly isFound: boolean;
}

/** @param image `null`: it is not known, as in the guard */
function see(texts: string | readonly [string, ...string[]], keys = {}, image: string | null = IMAGE): Seen {
  const [own, ...bases] = typeof texts === 'string' ? [texts] : texts;
  const layers = layersOf(own, ...bases);
  const placed = placeTarget(layers, { ...DEFAULTS, ...keys }, image ?? undefined);
  const { repository, tag, digest } = readDeployed(layers, placed);
  return { tagKey: placed.tagKey, repository, tag, digest, isFound: placed.isFound };
}

const CHART = `images:\n  airflow:\n    repository: ${IMAGE}\n    tag: ${TAG}\n`;
const indent = (text: string, by: number) => text.replace(/^(?=.)/gm, ' '.repeat(by));

const RELEASE = `kind: HelmRepository\nmetadata: {name: airflow}\n---\nkind: HelmRelease\nmetadata: {name: airflow}\nspec:\n  values:\n${indent(CHART, 4)}`;
const PARAMETERS = `parameters:\n- {name: image.repository, value: ${IMAGE}}\n- {name: image.tag, value: ${TAG}}\n`;
const APPLICATION = `kind: Application\nspec:\n  source:\n    helm:\n`;
const KUSTOMIZATION = `kind: Kustomization\nimages:\n- name: other\n  newTag: v1\n- name: apache/airflow\n  newName: ${IMAGE}\n  newTag: ${TAG}\n`;
const DEPLOYMENT = `kind: Deployment\nmetadata: {name: scheduler}\nspec:\n  template:\n    spec:\n      containers:\n      - name: scheduler\n        image: ${IMAGE}:${TAG}\n      - {name: side, image: other:1}\n`;

test.each([
  ['Helm values', CHART, 'images.airflow.tag', false],
  ['an umbrella chart', `airflow:\n${indent(CHART, 2)}`, 'airflow.images.airflow.tag', true],
  ['JSON', JSON.stringify({ image: { repository: IMAGE, tag: TAG } }), 'image.tag', true],
  [
    'the defaults of the chart',
    `defaultAirflowRepository: ${IMAGE}\ndefaultAirflowTag: ${TAG}\n`,
    'defaultAirflowTag',
    true,
  ],
  ['the community chart', `airflow:\n  image: {repository: ${IMAGE}, tag: ${TAG}}\n`, 'airflow.image.tag', true],
  [
    'registry, repository and tag',
    `image: {registry: ${ECR}, repository: flux-airflow, tag: ${TAG}}\n`,
    'image.tag',
    true,
  ],
  [
    'a registry of all images',
    `global: {imageRegistry: ${ECR}}\nimage: {registry: docker.io, repository: flux-airflow, tag: ${TAG}}\n`,
    'image.tag',
    true,
  ],
  [
    'a HelmRelease beside another document',
    RELEASE,
    '[kind=HelmRelease,name=airflow].spec.values.images.airflow.tag',
    true,
  ],
  [
    'an Application with an object',
    `${APPLICATION}      valuesObject:\n${indent(CHART, 8)}`,
    'spec.source.helm.valuesObject.images.airflow.tag',
    true,
  ],
  [
    'an Application with a string',
    `${APPLICATION}      values: |\n${indent(CHART, 8)}`,
    'spec.source.helm.values.images.airflow.tag',
    true,
  ],
  [
    'an Application with parameters',
    `${APPLICATION}${indent(PARAMETERS, 6)}`,
    'spec.source.helm.parameters[name=image.tag].value',
    true,
  ],
  ['a Kustomization', KUSTOMIZATION, 'images[name=apache/airflow].newTag', true],
  [
    'a Kustomization without a new name',
    `images:\n- {name: ${IMAGE}, newTag: ${TAG}}\n`,
    `images[name=${IMAGE}].newTag`,
    true,
  ],
  ['a Deployment', DEPLOYMENT, 'spec.template.spec.containers[name=scheduler].image', true],
])('%s: the only place with the image is found', (_, text, tagKey, isFound) => {
  expect(see(text)).toEqual({ tagKey, repository: IMAGE, tag: TAG, digest: null, isFound });
  // The guard knows no image: a tag of a commit shows it.
  expect(see(text, {}, null)).toEqual({ tagKey, repository: IMAGE, tag: TAG, digest: null, isFound });
});

test.each([
  ['two places', `a:\n${indent(CHART, 2)}b:\n${indent(CHART, 2)}`],
  ['two containers', `${DEPLOYMENT}      initContainers: [{name: init, image: "${IMAGE}:old"}]\n`],
  ['the image of another team', `airflow:\n${indent(CHART.replaceAll('flux', 'elite'), 2)}`],
  ['a tag without a repository', `images: {airflow: {tag: ${TAG}}}\nx: {repository: ${IMAGE}, tag: ${TAG}}\n`],
])('%s: nothing is guessed', (_, text) => {
  expect(see(text)).toMatchObject({ tagKey: DEFAULT_KEYS.tagKey, isFound: false });
});

test.each([
  ['a folded string', `values: >\n${indent(CHART, 2)}`],
  ['a string in quotes', `values: ${JSON.stringify(CHART)}\n`],
])('%s has the image: it is found if it is nowhere else, so that the edit says what is there', (_, text) => {
  expect(see(text)).toMatchObject({ tagKey: 'values.images.airflow.tag', isFound: true });
  const tagKey = 'airflow.images.airflow.tag';
  expect(see(`${text}airflow:\n${indent(CHART, 2)}`)).toMatchObject({ tagKey, isFound: true });
  expect(see(text, {}, null)).toMatchObject({ isFound: false });
});

test('one key is enough: the others are beside it', () => {
  const rows: [string, string, string?][] = [
    [`x: {repository: ${IMAGE}, tag: ${TAG}, digest: "${DIGEST}"}\n`, 'x.tag', DIGEST],
    [`imageRepository: ${IMAGE}\nimageTag: ${TAG}\n`, 'imageTag'],
    [`x: ${IMAGE}:${TAG}\n`, 'x'],
    [`x: ${IMAGE}:${TAG}@${DIGEST}\n`, 'x', DIGEST],
    [`x: {repository: ${IMAGE}, tag: ${TAG}@${DIGEST}}\n`, 'x.tag', DIGEST],
    [KUSTOMIZATION, 'images[name=apache/airflow].newTag'],
    [PARAMETERS, 'parameters[name=image.tag].value'],
  ];
  for (const [text, tagKey, digest = null] of rows)
    expect(see(text, { tagKey })).toEqual({ tagKey, repository: IMAGE, tag: TAG, digest, isFound: false });
});

test('a key of the inputs wins over what the file shows', () => {
  const text = `${CHART}x: {repository: other, tag: old}\n`;
  expect(see(text, { tagKey: 'x.tag', repositoryKey: 'x.repository' })).toMatchObject({
    repository: 'other',
    tag: 'old',
  });
  expect(see(`airflow:\n${indent(CHART, 2)}`, { tagKey: 'a.images.airflow.tag' })).toMatchObject({ tag: null });
});

test('a base file has the keys that the values file does not set, and the values file wins', () => {
  const base = CHART.replace(TAG, 'of-the-base');
  expect(see([`images: {airflow: {tag: ${TAG}}}\n`, base])).toMatchObject({ repository: IMAGE, tag: TAG });
  const umbrella = [`x: {images: {airflow: {tag: ${TAG}}}}\n`, `x:\n${indent(base, 2)}`] as const;
  expect(see(umbrella)).toMatchObject({ tagKey: 'x.images.airflow.tag', repository: IMAGE, tag: TAG });
  expect(see([CHART, CHART.replaceAll('flux', 'elite')])).toMatchObject({ repository: IMAGE });
  const layers = layersOf(`images: {airflow: {tag: ${TAG}}}\n`, `${base}defaultAirflowDigest: ${DIGEST}\n`);
  const overrides = findOverrides(layers, IMAGE, placeTarget(layers, DEFAULTS, IMAGE));
  expect(overrides.map(({ key }) => key)).toEqual(['defaultAirflowDigest']);
});

test.each([
  [`x: ${IMAGE}:${TAG}@${DIGEST}\n`, 'x'],
  [`x: {repository: ${IMAGE}, tag: ${TAG}@${DIGEST}}\n`, 'x.tag'],
])('a digest in the same value overrides the tag, unless it is pinned: %s', (text, tagKey) => {
  const layers = layersOf(text);
  const find = (pinDigest: boolean) =>
    findOverrides(layers, IMAGE, placeTarget(layers, { ...DEFAULTS, tagKey, pinDigest }, IMAGE));
  expect(find(false)).toEqual([{ key: tagKey, value: DIGEST, part: 'digest', over: tagKey }]);
  expect(find(true)).toEqual([]);
});

test('the default keys are those of every action', () => {
  for (const path of [
    'action.yml',
    ...['bump-values', 'check', 'guard', 'status'].map((name) => `actions/${name}/action.yml`),
  ]) {
    const { inputs } = parse(readFileSync(resolve(import.meta.dirname, '../../../..', path), 'utf8')) as {
      inputs: Record<string, { default?: string }>;
    };
    const keys = ['tag', 'repository', 'digest'].map((part) => inputs[`${part}-key`]?.default);
    expect([path, ...keys]).toEqual([path, DEFAULT_KEYS.tagKey, DEFAULT_KEYS.repositoryKey, DEFAULT_KEYS.digestKey]);
  }
});

test('the image is found among 16,000 aliases, in a time that grows with them', () => {
  const [few = 0, many = 0] = [4_000, 16_000].map((count) => {
    const text = makeAliases(count);
    const layers = layersOf(text);
    const times = Array.from({ length: 3 }, () => {
      // The time of this process alone, because the machine may do other work.
      const before = process.cpuUsage();
      expect(placeTarget(layers, DEFAULTS, ALIAS_IMAGE).tagKey).toBe('flow.images.airflow.tag');
      const { user, system } = process.cpuUsage(before);
      return user + system;
    });
    // The shortest one: a busy machine and the collection of garbage only add to it.
    return Math.min(...times);
  });
  // Four times as many took sixteen times as long.
  expect(many).toBeLessThan(10 * few);
});
