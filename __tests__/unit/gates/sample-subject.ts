import { emptyProof } from '../../../src/approval/proof.ts';
import type { GateSubject } from '../../../src/gates/gate.ts';
import type { GateFacts } from '../../../src/gates/verdict.ts';
import { GitHub } from '../../../src/github/api/client.ts';
import type { DeploymentRequest } from '../../../src/gitops/request.ts';
import { REQUEST, valuesFile } from '../bump-values/sample-bump.ts';

const UNREACHABLE = new GitHub({ token: 'token', tokenName: 'github-token', apiUrl: 'http://127.0.0.1:1' });

/** The subject of a gate in a test: a deployment, unless `request` changes it. GitHub cannot be reached. */
export function sampleSubject(request: Partial<DeploymentRequest> = {}, hold?: string): GateSubject {
  const clients = { source: UNREACHABLE, members: UNREACHABLE, gitops: UNREACHABLE };
  return { clients, request: { ...REQUEST, ...request }, file: { ...valuesFile(''), hold } };
}

/** Facts of the gates before it: one newer commit. */
export const FACTS: GateFacts = {
  previousTag: `version-${'c'.repeat(40)}`,
  previousDigest: null,
  order: { order: 'newer', deployed: 'c'.repeat(40), commits: [REQUEST.version.commit] },
  digest: '',
  proof: emptyProof(REQUEST.version.commit),
  provedBy: undefined,
};
