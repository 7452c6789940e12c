import { randomBytes } from 'node:crypto';
import { type Answer, json, type Request } from '../../http/message.ts';
import type { Route } from '../../http/service.ts';
import { GitHubApiError } from '../api-error.ts';
import { type App, type Installation, identifyApp } from '../app.ts';
import { countRequest } from '../rate-limit.ts';
import type { GitHubState, Level } from '../state.ts';
import { timestamp } from '../timestamp.ts';
import { endpoint } from './endpoint.ts';
import { minimalRepository, simpleUser } from './shapes.ts';

const LIFETIME_MS = 3_600_000;
const RANK: Readonly<Record<Level, number>> = { read: 1, write: 2, admin: 3 };

/** Serves https://docs.github.com/rest/apps/apps and https://docs.github.com/rest/apps/installations */
export function appRoutes(state: GitHubState): Route[] {
  return [
    asApp(state, 'GET', '/repos/:owner/:repo/installation', async (app, request, api) => {
      const name = `${request.params.owner}/${request.params.repo}`.toLowerCase();
      const found = app.installations.find((each) => each.repositories.some((one) => one.toLowerCase() === name));
      return found && json(200, installationShape(state, api, app, found));
    }),
    asApp(state, 'GET', '/orgs/:org/installation', async (app, request, api) => {
      const found = app.installations.find(({ account }) => account === request.params.org);
      return found && json(200, installationShape(state, api, app, found));
    }),
    asApp(state, 'POST', '/app/installations/:id/access_tokens', async (app, request, api) => {
      const found = app.installations.find(({ id }) => String(id) === request.params.id);
      return found && createToken(state, app, found, await readAsked(request), api);
    }),
    endpoint(state, 'DELETE', '/installation/token', async ({ caller: { token } }) => {
      if (token.app !== true)
        throw new GitHubApiError(403, 'FORBIDDEN', 'Resource not accessible by personal access token');
      state.tokens.delete(token.token);
      state.revoked.push(token.token);
      return { status: 204 };
    }),
  ];
}

interface Asked {
  readonly repositories?: readonly string[];
  readonly permissions?: Readonly<Record<string, Level>>;
}

/** Reads the body, which may be missing or, as Go's clients write it, `null`. */
async function readAsked(request: Request): Promise<Asked> {
  return JSON.parse((await request.body()).toString() || '{}') ?? {};
}

function createToken(state: GitHubState, app: App, installation: Installation, asked: Asked, api: string): Answer {
  const { account, replicationMs = 0 } = installation;
  if (installation.isSuspended === true)
    throw new GitHubApiError(403, 'FORBIDDEN', 'This installation has been suspended');
  const permissions = asked.permissions ?? installation.permissions;
  for (const [name, level] of Object.entries(permissions)) {
    const granted = installation.permissions[name];
    if (granted === undefined || RANK[granted] < RANK[level])
      throw new GitHubApiError(422, 'UNPROCESSABLE', 'The permissions requested are not granted to this installation.');
  }
  const wanted = asked.repositories?.map((name) => `${account}/${name}`) ?? installation.repositories;
  if (wanted.some((name) => !installation.repositories.includes(name))) {
    const message =
      'There is at least one repository that does not exist or is not accessible to the parent installation.';
    throw new GitHubApiError(422, 'UNPROCESSABLE', message);
  }
  const token = `ghs_${randomBytes(18).toString('hex')}`;
  const now = Date.now();
  state.tokens.set(token, {
    token,
    login: `${app.slug}[bot]`,
    app: true,
    permissions: Object.fromEntries([...wanted, account].map((scope) => [scope, permissions])),
    expiresAt: new Date(now + LIFETIME_MS),
    validFrom: new Date(now + replicationMs),
  });
  state.issued.push({ token, permissions, repositories: wanted });
  return json(201, {
    token,
    expires_at: timestamp(new Date(now + state.clockAheadMs + LIFETIME_MS)),
    permissions,
    repository_selection: asked.repositories === undefined ? 'all' : 'selected',
    ...(asked.repositories === undefined
      ? {}
      : { repositories: wanted.map((name) => repositoryShape(state, api, name)) }),
  });
}

function repositoryShape(state: GitHubState, api: string, name: string): object {
  const repository = state.repositories.get(name.toLowerCase());
  if (repository === undefined) throw new Error(`${name} does not exist`);
  return { ...minimalRepository(api, repository), ...COUNTS };
}

/** What the description demands of a whole repository, beyond its minimal shape. */
const COUNTS = {
  archived: false,
  disabled: false,
  forks: 0,
  forks_count: 0,
  has_downloads: false,
  has_issues: true,
  has_pages: false,
  has_projects: false,
  has_wiki: false,
  homepage: null,
  language: null,
  license: null,
  open_issues: 0,
  open_issues_count: 0,
  size: 1,
  stargazers_count: 0,
  watchers: 0,
  watchers_count: 0,
  created_at: timestamp(new Date(0)),
  pushed_at: timestamp(new Date(0)),
  updated_at: timestamp(new Date(0)),
};

function installationShape(state: GitHubState, api: string, app: App, installation: Installation): object {
  const { id, account, permissions, isSuspended = false } = installation;
  const at = timestamp(new Date(0));
  const owner = simpleUser(api, state.user(account));
  return {
    id,
    account: owner,
    repository_selection: 'selected',
    access_tokens_url: `${api}/app/installations/${id}/access_tokens`,
    repositories_url: `${api}/installation/repositories`,
    html_url: `${api}/organizations/${account}/settings/installations/${id}`,
    app_id: app.id,
    client_id: app.clientId,
    app_slug: app.slug,
    target_id: state.user(account).id,
    target_type: 'Organization',
    permissions,
    events: [],
    created_at: at,
    updated_at: at,
    single_file_name: null,
    suspended_by: isSuspended ? owner : null,
    suspended_at: isSuspended ? at : null,
  };
}

/** Returns a route that GitHub accepts only an App's own key for. */
function asApp(
  state: GitHubState,
  method: string,
  path: string,
  answer: (app: App, request: Request, api: string) => Promise<Answer | undefined>,
): Route {
  const handle = async (request: Request): Promise<Answer> => {
    const date = new Date(Date.now() + state.clockAheadMs).toUTCString();
    const { headers, ...rest } = await refuseByError(async () => {
      const app = identifyApp(state, request.headers.authorization);
      const found = await answer(app, request, `http://${request.headers.host}`);
      if (found === undefined) throw new GitHubApiError(404, 'NOT_FOUND', 'Not Found');
      return found;
    });
    return { ...rest, headers: { ...headers, date } };
  };
  return {
    method,
    path,
    handle: (request) => countRequest(state, request, { resource: 'core', points: 1 }, () => handle(request)),
  };
}

async function refuseByError(answer: () => Promise<Answer>): Promise<Answer> {
  try {
    return await answer();
  } catch (error) {
    if (!(error instanceof GitHubApiError)) throw error;
    const { status, message } = error;
    return json(status, { message, documentation_url: 'https://docs.github.com/rest', status: String(status) });
  }
}
