/** After an edit of each shape, the tool that reads it deploys the new image: Kustomize, or Helm as Argo CD runs it. `flux-shapes` asks Flux. */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { parse, parseAllDocuments, stringify } from 'yaml';
import { IMAGE } from '../../sandbox/stage/stage.ts';
import { DIGEST, deploy, filesOfShape, imagesOf, NEW, OLD, render, shape } from './parts/deployed-shape.ts';
import { describeWith } from './parts/find-part.ts';

const CHART = resolve(import.meta.dirname, '../../sandbox/cluster/chart');

const DEPLOYMENT = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'scheduler' },
  spec: { template: { spec: { containers: [{ name: 'scheduler', image: 'apache/airflow:3.3.2' }] } } },
};

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'flux-airflow-shapes-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function write(files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
}

describeWith(['kustomize'], 'Kustomize deploys the new image', ({ kustomize = '' }) => {
  const base = {
    'base/kustomization.yaml': 'resources: [deployment.yaml]\n',
    'base/deployment.yaml': stringify(DEPLOYMENT),
  };

  test('of images by name', async () => {
    await write({ ...base, 'overlay/kustomization.yaml': deploy(shape('a Kustomization')) });
    expect(imagesOf(await render(kustomize, ['build', join(folder, 'overlay')]))).toEqual([`${IMAGE}:${NEW}`]);
  });

  test.each<[string, Parameters<typeof deploy>[1], string[]]>([
    ['a Deployment with a whole reference', {}, [`${IMAGE}:${NEW}`, 'proxy:1']],
    [
      'several manifests in a file, and a reference with a digest',
      { tagKey: '[kind=Deployment,name=b].spec.image', pinDigest: true },
      ['other:1', `${IMAGE}:${NEW}@${DIGEST}`],
    ],
  ])('of plain manifests: %s', async (name, inputs, images) => {
    const text = deploy(shape(name), inputs).replace(/^(?<!^apiVersion.*\n)kind:/gm, 'apiVersion: v1\nkind:');
    await write({ 'kustomization.yaml': 'resources: [all.yaml]\n', 'all.yaml': text });
    expect(imagesOf(await render(kustomize, ['build', folder]))).toEqual(images);
  });

  test('of images by name, with a digest', async () => {
    const text = `${shape('a Kustomization').trimEnd()}\n  digest: sha256:${'1b'.repeat(32)}\n`;
    await write({ ...base, 'overlay/kustomization.yaml': deploy(text, { pinDigest: true }) });
    const images = imagesOf(await render(kustomize, ['build', join(folder, 'overlay')]));
    expect(images).toEqual([expect.stringMatching(`^${IMAGE}(?::${NEW})?@${DIGEST}$`)]);
  });
});

describeWith(['kustomize', 'helm'], 'Kustomize with Helm deploys the new image', ({ kustomize = '', helm = '' }) => {
  test('of helmCharts.valuesInline', async () => {
    const text = `${deploy(shape('a Kustomization with helmCharts'))}helmGlobals:\n  chartHome: ../charts\n`;
    await write({ 'app/kustomization.yaml': text });
    await promisify(execFile)('cp', ['-r', CHART, join(await made('charts'), 'airflow')]);
    const args = ['build', '--enable-helm', '--helm-command', helm, '--load-restrictor', 'LoadRestrictionsNone'];
    expect(imagesOf(await render(kustomize, [...args, join(folder, 'app')]))).toEqual([`${IMAGE}:${NEW}`]);
  });
});

async function made(path: string): Promise<string> {
  await mkdir(join(folder, path), { recursive: true });
  return join(folder, path);
}

interface HelmOptions {
  readonly values?: string;
  readonly valuesObject?: unknown;
  readonly parameters?: readonly { readonly name: string; readonly value: string }[];
}

interface HelmObject {
  readonly kind: string;
  readonly spec?: {
    readonly source?: { readonly helm: HelmOptions };
    readonly sources?: readonly { readonly helm: HelmOptions }[];
  };
}

/** Returns what Argo CD gives to Helm: the text of a values file, and parameters. */
function optionsOf(text: string): HelmOptions {
  const objects = parseAllDocuments(text).map((document) => document.toJS() as HelmObject);
  const found = objects.find(({ kind }) => kind === 'Application');
  return found?.spec?.source?.helm ?? found?.spec?.sources?.[0]?.helm ?? {};
}

describeWith(['helm'], 'Helm, as Argo CD runs it, deploys the new image', ({ helm = '' }) => {
  test.each([
    'an Argo CD Application with valuesObject',
    'an Argo CD Application with a string of values',
    'an Argo CD Application with parameters',
  ])('of %s', async (name) => {
    const { values = '', valuesObject, parameters = [] } = optionsOf(deploy(shape(name)));
    // Argo CD takes valuesObject instead of values; Source: ValuesYAML in argo-cd/pkg/apis/application/v1alpha1/types.go
    await write({ 'values.yaml': valuesObject === undefined ? values : stringify(valuesObject) });
    const sets = parameters.flatMap((each) => ['--set', `${each.name}=${each.value}`]);
    const images = imagesOf(await render(helm, ['template', 'x', CHART, '-f', join(folder, 'values.yaml'), ...sets]));
    expect(images).toEqual([`${IMAGE}:${NEW}`]);
  });

  test.each<[string, Parameters<typeof deploy>[1]]>([
    ['an umbrella chart', {}],
    ['an umbrella chart by its prefix, with another that has the image', { keyPrefix: 'airflow' }],
  ])('of the values of %s', async (name, inputs) => {
    await write({
      'umbrella/Chart.yaml': 'apiVersion: v2\nname: umbrella\nversion: 1.0.0\n',
      'values.yaml': deploy(shape(name), inputs),
    });
    await promisify(execFile)('cp', ['-r', CHART, join(await made('umbrella/charts'), 'airflow')]);
    const args = ['template', 'x', join(folder, 'umbrella'), '-f', join(folder, 'values.yaml')];
    expect(imagesOf(await render(helm, args))).toEqual([`${IMAGE}:${NEW}`]);
  });

  test('of an overlay with the tag, over a base with the repository', async () => {
    const [own, base = ''] = filesOfShape('an overlay with the tag, and a base with the repository');
    await write({ 'base.yaml': base, 'prod.yaml': deploy(own, { bases: [base] }) });
    const files = ['-f', join(folder, 'base.yaml'), '-f', join(folder, 'prod.yaml')];
    expect(imagesOf(await render(helm, ['template', 'x', CHART, ...files]))).toEqual([`${IMAGE}:${NEW}`]);
  });

  test('of a tag with a digest in it', async () => {
    await write({ 'values.yaml': deploy(shape('a tag with a digest in it'), { pinDigest: true }) });
    const args = ['template', 'x', CHART, '-f', join(folder, 'values.yaml')];
    expect(imagesOf(await render(helm, args))).toEqual([`${IMAGE}:${NEW}@${DIGEST}`]);
  });

  test('of registry, repository and tag, in a chart that has the three', async () => {
    const image = '{{ .registry }}/{{ .repository }}:{{ .tag }}';
    await write({
      'chart/Chart.yaml': 'apiVersion: v2\nname: own\nversion: 1.0.0\n',
      'chart/templates/job.yaml': `kind: Job\nimage: {{ with .Values.image }}${image}{{ end }}\n`,
      'values.yaml': deploy(shape('registry, repository and tag')),
    });
    const args = ['template', 'x', join(folder, 'chart'), '-f', join(folder, 'values.yaml')];
    expect(imagesOf(await render(helm, args))).toEqual([`${IMAGE}:${NEW}`]);
  });

  test('of the values of a Helm chart, and of JSON', async () => {
    const text = `images:\n  airflow:\n    repository: ${IMAGE}\n    tag: ${OLD}\n`;
    await write({ 'values.yaml': deploy(text), 'values.json': deploy(JSON.stringify(parse(text))) });
    for (const file of ['values.yaml', 'values.json'])
      expect(imagesOf(await render(helm, ['template', 'x', CHART, '-f', join(folder, file)]))).toEqual([
        `${IMAGE}:${NEW}`,
      ]);
  });
});
