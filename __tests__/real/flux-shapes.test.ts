/** After an edit of each shape that Flux reads, Flux's own functions give Helm the new image. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { stringify } from 'yaml';
import { IMAGE } from '../../sandbox/stage/stage.ts';
import { deploy, imagesOf, NEW, OLD, render, shape } from './parts/deployed-shape.ts';
import { describeWith } from './parts/find-part.ts';
import { FluxJudge, type FluxValues } from './parts/flux-judge.ts';

const CHART = resolve(import.meta.dirname, '../../sandbox/cluster/chart');

interface Reference {
  readonly kind: 'ConfigMap' | 'Secret';
  readonly name: string;
  readonly valuesKey?: string;
  readonly targetPath?: string;
}

/** Returns a HelmRelease as JSON, which is YAML too. */
function release(valuesFrom: readonly Reference[], values?: object): string {
  const spec = { interval: '10m', chartRef: { kind: 'OCIRepository', name: 'airflow' }, valuesFrom, values };
  return JSON.stringify({
    apiVersion: 'helm.toolkit.fluxcd.io/v2',
    kind: 'HelmRelease',
    metadata: { name: 'airflow' },
    spec,
  });
}

const imageValues = (tag: string) => ({ images: { airflow: { repository: IMAGE, tag } } });

const VALUES = shape('values in a ConfigMap for valuesFrom');
const VALUES_REFERENCE: Reference = { kind: 'ConfigMap', name: 'airflow-values' };

/** The references to a ConfigMap with single values. */
const SINGLE = shape('single values in a ConfigMap for targetPath');
const SINGLE_REFERENCES = ['repository', 'tag'].map(
  (key): Reference => ({ kind: 'ConfigMap', name: 'image', valuesKey: key, targetPath: `images.airflow.${key}` }),
);

describeWith(
  ['flux-judge', 'helm', 'kustomize'],
  'Flux deploys the new image',
  ({ 'flux-judge': program, helm = '', kustomize = '' }) => {
    let judge: FluxJudge;
    let folder: string;
    beforeAll(() => {
      judge = new FluxJudge(String(program));
    });
    afterAll(() => judge.close());
    beforeEach(async () => {
      folder = await mkdtemp(join(tmpdir(), 'flux-airflow-flux-'));
    });
    afterEach(() => rm(folder, { recursive: true, force: true }));

    const merge = (...documents: readonly string[]): Promise<FluxValues> =>
      judge.ask({ text: documents.join('\n---\n') });

    /** Returns the images that Helm renders of what Flux gives to it. */
    async function imagesOfRelease(...documents: readonly string[]): Promise<string[]> {
      const { values, error } = await merge(...documents);
      expect(error).toBeUndefined();
      await writeFile(join(folder, 'values.json'), JSON.stringify(values));
      return imagesOf(await render(helm, ['template', 'x', CHART, '-f', join(folder, 'values.json')]));
    }

    test('of spec.values', async () => {
      expect(await imagesOfRelease(deploy(shape('a HelmRepository and a HelmRelease')))).toEqual([`${IMAGE}:${NEW}`]);
    });

    test('of valuesFrom with a ConfigMap, and with its valuesKey', async () => {
      expect(await imagesOfRelease(release([VALUES_REFERENCE]), VALUES)).toEqual([`${IMAGE}:${OLD}`]);
      expect(await imagesOfRelease(release([VALUES_REFERENCE]), deploy(VALUES))).toEqual([`${IMAGE}:${NEW}`]);
      const named = deploy(VALUES.replace('values.yaml:', 'production.yaml:'));
      const reference = { ...VALUES_REFERENCE, valuesKey: 'production.yaml' };
      expect(await imagesOfRelease(release([reference]), named)).toEqual([`${IMAGE}:${NEW}`]);
    });

    test('of valuesFrom with targetPath, which says the key of a value', async () => {
      expect(await imagesOfRelease(release(SINGLE_REFERENCES), deploy(SINGLE))).toEqual([`${IMAGE}:${NEW}`]);
    });

    // Source: https://fluxcd.io/flux/guides/helmreleases/#refer-to-values-in-configmaps-generated-with-kustomize
    test('of a values file of which Kustomize generates the ConfigMap', async () => {
      const fieldSpecs = [{ path: 'spec/valuesFrom/name', kind: 'HelmRelease' }];
      const files = {
        'kustomization.yaml': {
          resources: ['release.yaml'],
          configMapGenerator: [{ name: 'airflow-values', files: ['values.yaml'] }],
          configurations: ['names.yaml'],
        },
        'names.yaml': { nameReference: [{ kind: 'ConfigMap', version: 'v1', fieldSpecs }] },
      };
      for (const [path, content] of Object.entries(files)) await writeFile(join(folder, path), JSON.stringify(content));
      await writeFile(join(folder, 'release.yaml'), release([VALUES_REFERENCE]));
      await writeFile(join(folder, 'values.yaml'), deploy(stringify(imageValues(OLD))));
      const built = await render(kustomize, ['build', folder]);
      expect(await imagesOfRelease(...built.map((object) => stringify(object)))).toEqual([`${IMAGE}:${NEW}`]);
    });

    describe('the order of precedence that the docs give', () => {
      const tagIn = async (...documents: readonly string[]) => {
        const { values } = await merge(...documents);
        return (values as ReturnType<typeof imageValues>).images.airflow.tag;
      };

      test('a later reference wins over an earlier one, and spec.values over both', async () => {
        const maps = [VALUES.replace('airflow-values', 'base'), deploy(VALUES)];
        const base: Reference = { kind: 'ConfigMap', name: 'base' };
        expect(await tagIn(release([base, VALUES_REFERENCE]), ...maps)).toBe(NEW);
        expect(await tagIn(release([VALUES_REFERENCE, base]), ...maps)).toBe(OLD);
        expect(await tagIn(release([base, VALUES_REFERENCE], imageValues('by-hand')), ...maps)).toBe('by-hand');
      });

      test('a targetPath wins over spec.values only if it is the first reference', async () => {
        const first = SINGLE_REFERENCES.toReversed();
        expect(await tagIn(release(first, imageValues('by-hand')), deploy(SINGLE))).toBe(NEW);
        expect(await tagIn(release(SINGLE_REFERENCES, imageValues('by-hand')), deploy(SINGLE))).toBe('by-hand');
      });
    });

    test('a HelmRelease fails if the ConfigMap, its key or a field does not exist', async () => {
      expect((await merge(release(SINGLE_REFERENCES))).error).toContain(
        "could not resolve ConfigMap chart values reference '/image' with key 'repository'",
      );
      expect(await merge(release(SINGLE_REFERENCES), SINGLE.replace('tag:', 'version:'))).toEqual({
        error: "could not resolve ConfigMap chart values reference '/image' with key 'tag': key not found",
      });
      expect((await merge('kind: HelmRelease\nspec: {value: {}}')).error).toContain('unknown field "value"');
    });
  },
);
