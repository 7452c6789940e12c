import { createHash } from 'node:crypto';
import { basename } from 'node:path/posix';
import type { ProposalBranch } from '../github/gitops/proposal.ts';
import type { DeploymentRequest } from './request.ts';

/** The branch that proposes deployments of one tag of one values file: always the same, and no other target's. */
export function proposalBranch(
  { target, tagKey }: Pick<DeploymentRequest, 'target' | 'tagKey'>,
  base: string,
): ProposalBranch {
  const name = basename(target.path).replace(/[^A-Za-z0-9]+/g, '-');
  const hash = createHash('sha256').update([base, target.path, tagKey].join('\0')).digest('hex').slice(0, 8);
  return { repository: target.repository, base, branch: `flux-airflow/${name}-${hash}` };
}
