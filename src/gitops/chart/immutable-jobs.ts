import type { Values } from '../../values/parse.ts';
import { readValue } from '../../values/read.ts';
import { findChart, readsAsFalse } from './chart-images.ts';

const JOBS = ['migrateDatabaseJob', 'createUserJob'] as const;
const HOOK = 'argocd.argoproj.io/hook';

/** What makes Argo CD replace them instead. */
export const JOBS_CURE =
  'Set in jobAnnotations of migrateDatabaseJob and createUserJob “argocd.argoproj.io/hook: Sync” and “argocd.argoproj.io/hook-delete-policy: BeforeHookCreation”.';

/**
 * The chart's Jobs that Argo CD would try to change in place, and cannot while they live: their template is immutable, so
 * a second deployment within their five minutes fails. None when they are hooks, of Argo CD or of Helm, or switched off.
 * Source: `templates/jobs/*.yaml` of Apache Airflow's chart; https://argo-cd.readthedocs.io/en/stable/user-guide/sync-waves/
 */
export function findImmutableJobs(values: Values, tagKey: string): string[] {
  const chart = findChart(tagKey);
  if (chart?.defaultForMigrations === undefined) return [];
  const { above } = chart;
  return JOBS.filter((job) => {
    const read = (...path: string[]) => readValue(values, [...above, job, ...path]);
    const isOff = (key: string) => {
      const value = read(key);
      return value !== undefined && value !== null && readsAsFalse(value);
    };
    return !isOff('enabled') && isOff('useHelmHooks') && !read('jobAnnotations', HOOK);
  });
}
