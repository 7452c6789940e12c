import { createHash } from 'node:crypto';
import { basename } from 'node:path/posix';
import type { ProposalBranch } from '../github/gitops/proposal.ts';
import type { ValuesTarget } from './request.ts';

/** Returns the branch that proposes deployments of one tag key of one values file: stable, and unique to this target. */
export function proposalBranch(
  { location, tagKey }: Pick<ValuesTarget, 'location' | 'tagKey'>,
  base: string,
): ProposalBranch {
  const name = basename(location.path).replace(/[^A-Za-z0-9]+/g, '-');
  const hash = createHash('sha256').update([base, location.path, tagKey].join('\0')).digest('hex').slice(0, 8);
  return { repository: location.repository, base, branch: `flux-airflow/${name}-${hash}` };
}
