import { mask } from '../../http/redact.ts';
import { renewed } from '../../renewed.ts';
import { GitHub } from '../api/client.ts';
import { isGitHubError } from '../api/errors.ts';
import type { GitHubToken, IssuedToken } from '../api/token.ts';
import { splitRepository } from '../repository/split-repository.ts';
import { classifyAppError } from './classify-app-error.ts';
import type { AppPermissions, TokenRequest, TokenScope } from './token-request.ts';

/** GitHub's tokens are valid for one hour. A call and its retries may take some minutes of it. */
const LIFETIME_MS = 55 * 60_000;

/** The time limit of the revocation: a cancelled run has little more. */
const REVOKE_TIMEOUT_MS = 1_500;

/**
 * The token of one installation of a GitHub App. It is made when it is first needed, renewed before it expires, and known
 * to this process only.
 */
export class InstallationToken {
  /** @throws GitHubError `app-key`, `app-installation`, `app-permission`, and those of an outage */
  readonly current: () => Promise<IssuedToken>;
  readonly #options: TokenRequest;
  #issued: Promise<IssuedToken> | undefined;

  constructor(options: TokenRequest) {
    this.#options = options;
    this.current = renewed(
      () => {
        this.#issued = this.#issue();
        return this.#issued;
      },
      ({ issuedAt }) => issuedAt + LIFETIME_MS,
    );
  }

  /** Revokes the token, if one was made. A token that GitHub refuses is not valid any more, which is as good. */
  async revoke(): Promise<void> {
    const issued = await this.#issued?.catch(() => undefined);
    if (issued === undefined) return;
    const github = this.#open(issued.token, REVOKE_TIMEOUT_MS);
    await github.write('DELETE /installation/token', {}, { repeatable: true }).catch((error: unknown) => {
      if (!isGitHubError(error, 'token')) throw error;
    });
  }

  /** A token that GitHub made but whose response was lost stays unknown, and expires after an hour: a retry is safe. */
  async #issue(): Promise<IssuedToken> {
    const { app, scope, permissions, ifGranted = {} } = this.#options;
    const github = this.#open(app);
    try {
      const { id, permissions: granted = {} } = await findInstallation(github, scope);
      const asked = { ...limitTo(granted, ifGranted), ...permissions };
      const repositories = 'repository' in scope ? [splitRepository(scope.repository).name] : undefined;
      const { token } = await github.write<{ readonly token: string }>(
        'POST /app/installations/{installation_id}/access_tokens',
        { installation_id: id, permissions: asked, ...(repositories === undefined ? {} : { repositories }) },
        { repeatable: true },
      );
      mask(token);
      return { token, issuedAt: Date.now() };
    } catch (error) {
      throw classifyAppError(error, this.#options);
    }
  }

  #open(token: GitHubToken, timeoutMs?: number): GitHub {
    const { appInput, apiUrl } = this.#options;
    return new GitHub({
      token,
      tokenName: appInput,
      ...(apiUrl === undefined ? {} : { apiUrl }),
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
    });
  }
}

/** https://docs.github.com/rest/apps/apps#get-a-repository-installation-for-the-authenticated-app */
interface FoundInstallation {
  readonly id: number;
  readonly permissions?: Readonly<Record<string, string>>;
}

function findInstallation(github: GitHub, scope: TokenScope): Promise<FoundInstallation> {
  if ('organisation' in scope) return github.get('GET /orgs/{org}/installation', { org: scope.organisation });
  const { owner, name } = splitRepository(scope.repository);
  return github.get('GET /repos/{owner}/{repo}/installation', { owner, repo: name });
}

/** Returns the wanted permissions that were granted, at the granted level if that is lower. */
function limitTo(granted: Readonly<Record<string, string>>, wanted: AppPermissions): AppPermissions {
  const allowed = Object.entries(wanted).flatMap(([name, level]): [string, 'read' | 'write'][] => {
    if (granted[name] === 'write') return [[name, level]];
    return granted[name] === 'read' ? [[name, 'read']] : [];
  });
  return Object.fromEntries(allowed);
}
