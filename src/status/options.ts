import type { ArgoCdOptions } from '../argocd/argocd.ts';
import type { ReadingClients, ValuesTarget } from '../gitops/request.ts';
import type { Registry } from '../registry/client.ts';

export interface StatusOptions {
  readonly target: ValuesTarget;
  readonly clients: ReadingClients;
  /** Registry and repository, as the values file writes them. */
  readonly image: string;
  readonly tagPrefix: string;
  /** `owner/name` of the repository with the DAGs. */
  readonly sourceRepository: string;
  /** The newest commit of its branch. */
  readonly newest: string;
  readonly registry: Registry;
  readonly argocd: ArgoCdOptions | undefined;
  /** As the deployments have them, to say whether the next one would be approved. */
  readonly approvers: readonly string[] | undefined;
  readonly allowStaleApproval: boolean;
}
