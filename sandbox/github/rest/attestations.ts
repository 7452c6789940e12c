import type { Route } from '../../http/service.ts';
import { GitHubApiError } from '../api-error.ts';
import type { GitHubState } from '../state.ts';
import { repositoryEndpoint } from './endpoint.ts';

/** Serves https://docs.github.com/rest/repos/attestations */
export function attestationRoutes(state: GitHubState): Route[] {
  return [
    repositoryEndpoint(state, 'POST', '/attestations', ['attestations', 'write'], async ({ repository, request }) => {
      const { bundle } = JSON.parse(String(await request.body()));
      if (bundle?.dsseEnvelope === undefined) throw new GitHubApiError(422, 'INVALID', 'Invalid bundle');
      const statement = JSON.parse(Buffer.from(bundle.dsseEnvelope.payload, 'base64').toString());
      const id = state.nextId();
      repository.attestations.push({ id, bundle, digests: statement.subject.map(digestOf) });
      return { status: 201, body: { id } };
    }),
    repositoryEndpoint(state, 'GET', '/attestations/:digest', ['attestations', 'read'], async (call) => {
      const { repository, params } = call;
      const found = repository.attestations.filter(({ digests }) => digests.includes(params.digest ?? ''));
      if (found.length === 0) return undefined;
      return { body: { attestations: found.map(({ bundle }) => ({ bundle, repository_id: repository.id })) } };
    }),
  ];
}

function digestOf({ digest }: { readonly digest: { readonly sha256: string } }): string {
  return `sha256:${digest.sha256}`;
}
