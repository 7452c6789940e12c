import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { parse, parseAllDocuments } from 'yaml';
import { describeApplication } from '../../sandbox/cluster/application.ts';
import { VALUES_FILE } from '../../sandbox/stage/stage.ts';
import { imageSettings } from '../../src/gitops/chart/image-settings.ts';
import { findImmutableJobs } from '../../src/gitops/chart/immutable-jobs.ts';
import { editValues } from '../../src/values/edit.ts';
import { parseKeyPath } from '../../src/values/key-path.ts';
import { parseValues } from '../../src/values/parse.ts';
import { readValue } from '../../src/values/read.ts';
import { readExamples, readPage } from './markdown.ts';

interface Application {
  readonly spec: Spec;
}

interface Spec {
  readonly source: { readonly path: string; readonly helm: { readonly valueFiles: readonly string[] } };
}

/** Returns paths from the root of the repository. */
function valuesFiles({ source: { path, helm } }: Spec): string[] {
  return helm.valueFiles.map((file) => join(path, file));
}

function example(page: string, heading: string): string {
  const found = readExamples(readPage(page)).filter((one) => one.language === 'yaml' && one.heading === heading);
  expect([heading, found.length]).toEqual([heading, 1]);
  return found[0]?.text ?? '';
}

test('a deployment to the values file of the example gives every container the image', () => {
  const text = example('docs/how-to/gitops-setup.md', 'The values file');
  const tag = `version-${'a'.repeat(40)}`;
  const edited = editValues(text, [{ path: 'images.airflow.tag', value: tag }]).text;
  expect(edited).toBe(text.replace(`version-0123456789abcdef0123456789abcdef01234567`, tag));
  const values = parseValues(edited);
  expect(findImmutableJobs(values, 'images.airflow.tag')).toEqual([]);
  const image = String(readValue(values, ['images', 'airflow', 'repository']));
  const judged = [...imageSettings({ image, tag, digest: '', tagKey: 'images.airflow.tag' })];
  expect(judged.length).toBeGreaterThan(5);
  const wrong = judged.filter(([key, judge]) => {
    const value = readValue(values, parseKeyPath(key));
    return value !== undefined && judge(value) !== undefined;
  });
  expect(wrong).toEqual([]);
});

test('the Application of the example is the one of the tests with a real Argo CD', () => {
  const { spec, ...application } = parse(example('docs/how-to/argocd.md', 'The Application'));
  const { spec: followed, ...rest } = describeApplication({
    name: 'flux-airflow',
    repository: spec.source.repoURL,
    chart: spec.source.path,
    valuesFile: VALUES_FILE,
    namespace: 'flux-airflow',
  }) as Application;
  expect(application).toEqual(rest);
  expect(valuesFiles(spec)).toEqual([VALUES_FILE]);
  expect(valuesFiles(followed)).toEqual([VALUES_FILE]);
  const source = { ...followed.source, helm: spec.source.helm };
  expect(spec).toEqual({ ...followed, source, project: 'flux' });
});

test('the account of the example can read only that Application', () => {
  const { metadata, spec } = parse(example('docs/how-to/argocd.md', 'The Application'));
  const [accounts, rights] = parseAllDocuments(example('docs/how-to/argocd.md', 'The account')).map((one) =>
    one.toJS(),
  );
  const [name = ''] = Object.keys(accounts.data).map((key) => key.replace(/^accounts\./, ''));
  expect(rights.data['policy.csv']).toBe(`p, ${name}, applications, get, ${spec.project}/${metadata.name}, allow\n`);
});
