import { readApplicationState } from '../argocd/application.ts';
import { ArgoCd, type ArgoCdOptions } from '../argocd/argocd.ts';
import { ArgoCdError } from '../argocd/errors.ts';
import { UserError } from '../errors.ts';
import { retry } from '../http/retry.ts';
import { translateArgoCdError } from '../runner/translate/argocd.ts';
import type { StatusFinding } from './finding.ts';

/** As long as Argo CD is worth waiting for where nothing is deployed. Milliseconds. */
const TIMEOUT_MS = 30_000;

/** What the cluster shows; all is empty where it agrees. */
export interface ClusterState {
  /** What is otherwise than the values file says. */
  readonly drift: readonly StatusFinding[];
  /** What could not be seen, and so may agree or not. */
  readonly unknown: readonly StatusFinding[];
}

/**
 * What Argo CD shows otherwise than the values file says. That it cannot be seen is no error here. An image by its digest
 * alone is not told from another.
 * @param image registry and repository
 * @param tag what the values file deploys; `null`: nothing
 */
export async function checkArgoCd(
  argocd: ArgoCdOptions,
  image: string,
  tag: string | null,
  timeoutMs = TIMEOUT_MS,
): Promise<ClusterState> {
  try {
    const application = await retry(timeoutMs, () => new ArgoCd(argocd).look({ refresh: false }));
    const { sync, health, images, conditions } = readApplicationState(application);
    const own = images.filter((name) => name.startsWith(`${image}:`) || name.startsWith(`${image}@`));
    const isDeployed = (name: string) => name === `${image}:${tag}` || name.startsWith(`${image}:${tag}@`);
    const others = own.filter((name) => !isDeployed(name) && !name.startsWith(`${image}@`));
    const isOtherwise = (state: string, good: string) => state !== good && state !== 'Unknown';
    const drift = [
      ...(isOtherwise(sync, 'Synced')
        ? [finding('out-of-sync', `Argo CD says ${sync}: the cluster is not as the GitOps repository says.`)]
        : []),
      ...(isOtherwise(health, 'Healthy') ? [finding('not-healthy', `Argo CD says ${health}.`)] : []),
      ...(others.length === 0 ? [] : [finding('other-image-running', `On the cluster there is ${others.join(', ')}.`)]),
      ...(own.length === 0 ? [finding('image-not-running', `On the cluster there is no ${image}.`)] : []),
    ];
    const why = conditions.filter(({ type }) => type === 'ComparisonError').map(({ message }) => `: ${message}`);
    const unknown = [
      ...(sync === 'Unknown'
        ? [finding('sync-unknown', `Argo CD could not compare the cluster with the GitOps repository${why.join('')}`)]
        : []),
      ...(health === 'Unknown'
        ? [finding('health-unknown', 'Argo CD does not know whether the application is healthy.')]
        : []),
    ];
    return { drift, unknown };
  } catch (error) {
    if (!(error instanceof ArgoCdError)) throw error;
    const translated = translateArgoCdError(error);
    const code = translated instanceof UserError ? translated.code : 'service-unavailable';
    return { drift: [], unknown: [finding(code, `Argo CD was not seen: ${error.message}`)] };
  }
}

function finding(code: string, message: string): StatusFinding {
  return { code, message };
}
