/** After an edit of each shape, the tool that reads it deploys the new image: Kustomize, or Helm as Argo CD runs it. `flux-shapes` asks Flux. */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { parse, parseAllDocuments, stringify } from 'yaml';
import { IMAGE } from '../../sandbox/stage/stage.ts';
import { DIGEST, deploy, imagesOf, NEW, OLD, render, shape } from './parts/deployed-shape.ts';
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

  test('of the values of a Helm chart, and of JSON', async () => {
    const text = `images:\n  airflow:\n    repository: ${IMAGE}\n    tag: ${OLD}\n`;
    await write({ 'values.yaml': deploy(text), 'values.json': deploy(JSON.stringify(parse(text))) });
    for (const file of ['values.yaml', 'values.json'])
      expect(imagesOf(await render(helm, ['template', 'x', CHART, '-f', join(folder, file)]))).toEqual([
        `${IMAGE}:${NEW}`,
      ]);
  });
});
