import { UserError } from '../errors.ts';
import { GitHub } from '../github/api/client.ts';
import type { AppPermissions } from '../github/app/token-request.ts';
import { splitRepository } from '../github/repository/split-repository.ts';
import type { Clients } from '../gitops/request.ts';
import { optional, secret } from '../runner/inputs.ts';
import type { RunContext } from '../runner/run-context.ts';
import { type NamedToken, readToken } from './app-token.ts';
import { readReplica } from './cluster-image.ts';
import { repositoryName } from './repository-name.ts';

/**
 * Reads what the GitOps repository is reached with: a token, or a GitHub App. `isReadOnly`: for an action that never writes.
 * @throws UserError `input-missing`, `app-inputs`, `app-key`, `repository-name`
 */
export function readGitOpsToken({ isReadOnly = false } = {}): NamedToken {
  const found = readToken('gitops', {
    scope: { repository: repositoryName('gitops-repository') },
    permissions: isReadOnly ? { contents: 'read' } : permissionsToWrite(),
    // For the records of which versions were seen healthy, and for check runs beside commit statuses.
    ifGranted: { statuses: isReadOnly ? 'read' : 'write', ...(isFollowing() ? { checks: 'read' } : {}) },
  });
  if (found !== undefined) return found;
  throw new UserError(
    'input-missing',
    'The inputs gitops-token and gitops-app-id are empty.',
    'Set gitops-app-id and gitops-app-key, or gitops-token, under “with:” of this step. A variable or a secret that does not exist is an empty string.',
  );
}

/** Returns what a deployment does in the GitOps repository, by its inputs; a dry run asks for the same, to show what is missing. */
function permissionsToWrite(): AppPermissions {
  return {
    contents: 'write',
    ...(optional('mode') === 'pull-request' ? { pull_requests: 'write' } : {}),
    ...(isFollowing() ? { statuses: 'read' } : {}),
    ...(optional('on-failure') === 'rollback' ? { statuses: 'write' } : {}),
  };
}

function isFollowing(): boolean {
  return optional('follow') === 'commit-status';
}

/**
 * Returns a GitHub client for each repository and for the members of teams, each with its own token.
 * @throws UserError `input-missing`, `app-inputs`, `app-key`
 */
export function readClients(gitops: NamedToken, { repository }: Pick<RunContext, 'repository'>): Clients {
  const source = new GitHub({ token: secret('github-token'), tokenName: 'github-token' });
  const { owner: organisation } = splitRepository(repository);
  const members = readToken('members', { scope: { organisation }, permissions: { members: 'read' } });
  const replica = readReplica();
  return {
    source,
    members: members === undefined ? source : new GitHub(members),
    gitops: new GitHub(gitops),
    ...(replica === undefined ? {} : { replica }),
  };
}
