import { formatKeyPath } from '../../values/key-path.ts';
import { type Layers, readKey } from '../place/layers.ts';
import { findChart, readsAsFalse } from './chart-images.ts';

const JOBS = ['migrateDatabaseJob', 'createUserJob'] as const;
const HOOK = 'argocd.argoproj.io/hook';

/** The remedy: Argo CD replaces the Jobs instead of changing them. */
export const JOBS_CURE =
  'In jobAnnotations of migrateDatabaseJob and createUserJob, set “argocd.argoproj.io/hook: Sync” and “argocd.argoproj.io/hook-delete-policy: BeforeHookCreation”.';

/**
 * Returns the chart's Jobs that make a second deployment within five minutes fail: Argo CD tries to change their template,
 * which is immutable as long as they exist. Empty if they are hooks of Argo CD or Helm, or disabled.
 * Source: `templates/jobs/*.yaml` of Apache Airflow's chart; https://argo-cd.readthedocs.io/en/stable/user-guide/sync-waves/
 */
export function findImmutableJobs(layers: Layers, tagKey: string): string[] {
  const chart = findChart(tagKey);
  if (chart?.defaultForMigrations === undefined) return [];
  const { above } = chart;
  return JOBS.filter((job) => {
    const read = (...path: string[]) => readKey(layers, formatKeyPath([...above, job, ...path]));
    const isOff = (key: string) => {
      const value = read(key);
      return value !== undefined && value !== null && readsAsFalse(value);
    };
    return !isOff('enabled') && isOff('useHelmHooks') && !read('jobAnnotations', HOOK);
  });
}
