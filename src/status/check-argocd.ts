import { ArgoCd, type ArgoCdOptions } from '../argocd/argocd.ts';
import { ArgoCdError } from '../argocd/errors.ts';
import { readApplicationState } from '../argocd/state.ts';
import { UserError } from '../errors.ts';
import { retry } from '../http/retry.ts';
import { splitReference } from '../image-reference.ts';
import { translateArgoCdError } from '../translate/argocd.ts';
import type { StatusCode, StatusFinding } from './finding.ts';

/** Time limit for reading the application, in milliseconds. */
const TIMEOUT_MS = 30_000;

/** Differences between the cluster and the values file; empty if there are none. */
export interface ClusterState {
  /** Facts that differ from the values file. */
  readonly drift: readonly StatusFinding[];
  /** Facts that could not be read. */
  readonly unknown: readonly StatusFinding[];
}

/**
 * Compares Argo CD with the values file. If Argo CD cannot be read, returns that as unknown. Cannot distinguish images that
 * are referenced only by digest.
 * @param image registry and repository
 * @param tag the tag in the values file; `null`: none
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
    const own = images.filter((name) => splitReference(name)?.repository === image);
    const others = own.filter((name) => (splitReference(name)?.tag ?? tag) !== tag);
    const isOtherwise = (state: string, good: string) => state !== good && state !== 'Unknown';
    const drift = [
      ...(isOtherwise(sync, 'Synced')
        ? [finding('out-of-sync', `Argo CD reports ${sync}: the cluster differs from the GitOps repository.`)]
        : []),
      ...(isOtherwise(health, 'Healthy') ? [finding('not-healthy', `Argo CD reports ${health}.`)] : []),
      ...(others.length === 0 ? [] : [finding('other-image-running', `The cluster runs ${others.join(', ')}.`)]),
      ...(own.length === 0 ? [finding('image-not-running', `The cluster does not run ${image}.`)] : []),
    ];
    const why = conditions.filter(({ type }) => type === 'ComparisonError').map(({ message }) => `: ${message}`);
    const unknown = [
      ...(sync === 'Unknown'
        ? [finding('sync-unknown', `Argo CD could not compare the cluster with the GitOps repository${why.join('')}`)]
        : []),
      ...(health === 'Unknown'
        ? [finding('health-unknown', 'Argo CD does not know the health of the application.')]
        : []),
    ];
    return { drift, unknown };
  } catch (error) {
    if (!(error instanceof ArgoCdError)) throw error;
    const translated = translateArgoCdError(error);
    const code = translated instanceof UserError ? translated.code : 'service-unavailable';
    return { drift: [], unknown: [finding(code, `Could not read Argo CD: ${error.message}`)] };
  }
}

function finding(code: StatusCode, message: string): StatusFinding {
  return { code, message };
}
