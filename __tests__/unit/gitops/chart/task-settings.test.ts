import { expect, test } from '@jest/globals';
import { readTaskSettings } from '../../../../src/gitops/chart/task-settings.ts';
import { REQUEST, valuesFile } from '../../bump-values/sample-bump.ts';

const { image } = REQUEST.version;

function read(text: string, { above = '', base }: { above?: string; base?: string } = {}) {
  const key = (part: string) => `${above}images.airflow.${part}`;
  const keys = { tagKey: key('tag'), repositoryKey: key('repository'), digestKey: key('digest') };
  const target = { ...REQUEST.target, ...keys, baseFiles: base === undefined ? [] : ['base.yaml'] };
  const own = `images: {airflow: {repository: ${image}, tag: version-1}}\n${text}`;
  const whole = above === '' ? own : `${above.slice(0, -1)}:\n${own.replace(/^(?=.)/gm, '  ')}`;
  const file = { ...valuesFile(whole), others: new Map(base === undefined ? [] : [['base.yaml', base]]) };
  return readTaskSettings(file, target, image);
}

test('without settings, the defaults of Apache Airflow’s chart', () => {
  expect(read('')).toEqual({
    executor: 'CeleryExecutor',
    graceSeconds: { CeleryExecutor: 600, LocalExecutor: 10 },
  });
});

test.each([
  ['executor: LocalExecutor\n', 'LocalExecutor'],
  ['executor: LocalExecutor\nconfig: {core: {executor: "KubernetesExecutor"}}\n', 'KubernetesExecutor'],
  [`executor: LocalExecutor\nconfig: {core: {executor: '{{ .Values.executor }}'}}\n`, 'LocalExecutor'],
  [
    'env:\n  - {name: AIRFLOW__CORE__EXECUTOR, value: KubernetesExecutor}\nexecutor: LocalExecutor\n',
    'KubernetesExecutor',
  ],
  ['extraEnv: |\n  - name: AIRFLOW__CORE__EXECUTOR\n    value: "A,B"\n', 'A,B'],
])('%j has the executor %s', (text, executor) => expect(read(text).executor).toBe(executor));

test.each([
  ['workers: {terminationGracePeriodSeconds: 900}\nscheduler: {terminationGracePeriodSeconds: 60}\n', 900, 60],
  ['workers: {celery: {terminationGracePeriodSeconds: 30}, terminationGracePeriodSeconds: 900}\n', 30, 10],
  ['workers: {terminationGracePeriodSeconds: "{{ .Values.x }}"}\n', undefined, 10],
  ['workers: {terminationGracePeriodSeconds: ~}\n', 600, 10],
  ['workers: {terminationGracePeriodSeconds: 0}\n', 0, 10],
])('%j has the grace periods %s and %s', (text, celery, local) =>
  expect(read(text).graceSeconds).toEqual({ CeleryExecutor: celery, LocalExecutor: local }),
);

test('reads below an umbrella chart, and in the base files', () => {
  expect(read('executor: LocalExecutor\n', { above: 'airflow.' }).executor).toBe('LocalExecutor');
  const base = 'executor: LocalExecutor\nscheduler: {terminationGracePeriodSeconds: 45}\n';
  expect(read('', { base })).toMatchObject({ executor: 'LocalExecutor', graceSeconds: { LocalExecutor: 45 } });
});

test('nothing is known of any other chart', () => {
  const target = {
    ...REQUEST.target,
    tagKey: 'image.tag',
    repositoryKey: 'image.repository',
    digestKey: 'image.digest',
  };
  const file = valuesFile(`image: {repository: ${image}, tag: version-1}\nexecutor: LocalExecutor\n`);
  expect(readTaskSettings(file, target, image)).toEqual({
    executor: undefined,
    graceSeconds: { CeleryExecutor: undefined, LocalExecutor: undefined },
  });
});
