import type { Clients, DeploymentRequest } from '../gitops/request.ts';
import { readRequirement } from '../inputs/attestation.ts';
import { readClients, readGitOpsToken } from '../inputs/clients.ts';
import { readDeploymentRequest } from '../inputs/gitops.ts';
import { readRegistry } from '../inputs/registry.ts';
import { optional } from '../runner/inputs.ts';
import type { RunContext } from '../runner/run-context.ts';
import type { ImageSource } from './options.ts';

interface BumpInputs {
  readonly request: DeploymentRequest;
  readonly clients: Clients;
  readonly image: ImageSource;
}

/**
 * Reads the request, and the digest that the image must have; a rollback finds the digest in the registry.
 * @throws UserError as `readDeploymentRequest`, `readRegistry` and `readClients`
 */
export async function readBumpInputs(context: RunContext): Promise<BumpInputs> {
  const request = await readDeploymentRequest(context);
  const registry = readRegistry();
  const clients = readClients(readGitOpsToken(), context);
  const digest = request.operation.kind === 'rollback' ? undefined : optional('digest');
  const requirement = await readRequirement(context);
  return { request, clients, image: { registry, digest, ...(requirement && { requirement }) } };
}
