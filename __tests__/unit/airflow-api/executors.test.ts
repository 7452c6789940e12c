import { expect, test } from '@jest/globals';
import { parseExecutors } from '../../../src/airflow-api/executors.ts';

test.each([
  ['LocalExecutor', null, 'LocalExecutor'],
  ['CeleryExecutor,KubernetesExecutor', null, 'CeleryExecutor'],
  ['CeleryExecutor, KubernetesExecutor', 'KubernetesExecutor', 'KubernetesExecutor'],
  ['CeleryExecutor', '', 'CeleryExecutor'],
  ['airflow.providers.cncf.kubernetes.executors.kubernetes_executor.KubernetesExecutor', null, 'KubernetesExecutor'],
  ['LocalExecutor,big:KubernetesExecutor', 'big', 'KubernetesExecutor'],
  ['LocalExecutor,big:my.module.ClusterExecutor', 'big', 'ClusterExecutor'],
  ['LocalExecutor,my.module.ClusterExecutor', 'my.module.ClusterExecutor', 'ClusterExecutor'],
  // A task does not say its team.
  ['LocalExecutor;team1=KubernetesExecutor', null, undefined],
  ['LocalExecutor;team1=KubernetesExecutor', 'LocalExecutor', 'LocalExecutor'],
  ['KubernetesExecutor;team1=KubernetesExecutor,CeleryExecutor', null, 'KubernetesExecutor'],
])('with the setting %s, a task that names %j runs in %s', (setting, name, executor) => {
  expect(parseExecutors(setting)(name)).toBe(executor);
});
