import type { GitHub } from '../api/client.ts';
import { splitRepository } from './split-repository.ts';

/**
 * Stores a Sigstore bundle with a repository, where `gh attestation verify` finds it.
 * https://docs.github.com/rest/repos/attestations#create-an-attestation
 * @throws GitHubError `permission` without “Attestations: write”
 */
export async function storeAttestation(github: GitHub, repository: string, bundle: object): Promise<void> {
  const { owner, name: repo } = splitRepository(repository);
  await github.write('POST /repos/{owner}/{repo}/attestations', { owner, repo, bundle });
}
