import type { AttestationRequirement } from '../attestation/requirement.ts';
import type { GitHubReader } from '../github/api/client.ts';
import type { TargetKeys } from '../gitops/request.ts';
import type { Machine } from '../registry/machine.ts';

export interface GuardOptions extends TargetKeys {
  readonly workspace: string;
  /** The values files, relative to the repository. */
  readonly files: readonly string[];
  /** The files that Helm reads before each of them. */
  readonly baseFiles: readonly string[];
  readonly base: string | undefined;
  readonly credentials: { readonly username: string; readonly password: string } | undefined;
  readonly machine: Machine;
  /** The GitOps repository, `owner/name`, and a client that may read its pull requests. */
  readonly repository: string;
  readonly github: GitHubReader | undefined;
  /** Who must have signed the approval of a new image; absent: no signature is required. */
  readonly requirement?: AttestationRequirement;
}
