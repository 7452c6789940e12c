import type { Route } from '../../http/service.ts';
import type { GitHubState, Team } from '../state.ts';
import { timestamp } from '../timestamp.ts';
import { type Call, endpoint } from './endpoint.ts';
import { nodeId } from './shapes.ts';

/** Serves https://docs.github.com/rest/teams/teams, https://docs.github.com/rest/teams/members */
export function teamRoutes(state: GitHubState): Route[] {
  return [
    endpoint(state, 'GET', '/orgs/:org/teams/:slug', async (call) => {
      const team = visibleTeam(call);
      return team && { body: teamFull(call.api, team) };
    }),
    endpoint(state, 'GET', '/orgs/:org/teams/:slug/memberships/:username', async (call) => {
      const team = visibleTeam(call);
      const { username = '' } = call.params;
      const member = team?.members.find(({ login }) => login.toLowerCase() === username.toLowerCase());
      if (team === undefined || member === undefined) return undefined;
      const url = `${call.api}/orgs/${team.org}/teams/${team.slug}/memberships/${member.login}`;
      return { body: { url, role: 'member', state: member.state ?? 'active' } };
    }),
    endpoint(state, 'PUT', '/orgs/:org/teams/:slug/repos/:owner/:repo', grantAccess),
  ];
}

/** Serves https://docs.github.com/rest/teams/teams#add-or-update-team-repository-permissions */
async function grantAccess({ caller, request, params }: Call): Promise<{ status: number } | undefined> {
  const { org = '', slug = '', owner, repo } = params;
  const repository = caller.repository(`${owner}/${repo}`);
  caller.demand(repository.fullName, 'administration', 'write');
  const { permission } = JSON.parse((await request.body()).toString());
  const level = ({ pull: 'read', push: 'write', admin: 'admin' } as const)[permission as 'pull' | 'push' | 'admin'];
  const name = `${org}/${slug}`.toLowerCase();
  if (!caller.state.teams.has(name)) return undefined;
  repository.teams.set(name, level);
  return { status: 204 };
}

/** Returns a team that the token can see. Without the organisation's “Members: read” it is 404, as if the team did not exist. */
function visibleTeam({ caller, params: { org = '', slug = '' } }: Call): Team | undefined {
  return caller.may(org, 'members', 'read') ? caller.state.teams.get(`${org}/${slug}`.toLowerCase()) : undefined;
}

function teamFull(api: string, { id, org, slug, members }: Team): object {
  const url = `${api}/orgs/${org}/teams/${slug}`;
  const created = timestamp(new Date(0));
  return {
    id,
    node_id: nodeId('T', id),
    name: slug,
    slug,
    description: null,
    privacy: 'closed',
    type: 'organization',
    permission: 'push',
    url,
    html_url: `${api}/orgs/${org}/teams/${slug}`,
    members_url: `${url}/members{/member}`,
    repositories_url: `${url}/repos`,
    members_count: members.length,
    repos_count: 1,
    created_at: created,
    updated_at: created,
    organization: {
      login: org,
      id: 1,
      node_id: nodeId('O', org),
      url: `${api}/orgs/${org}`,
      repos_url: `${api}/orgs/${org}/repos`,
      events_url: `${api}/orgs/${org}/events`,
      hooks_url: `${api}/orgs/${org}/hooks`,
      issues_url: `${api}/orgs/${org}/issues`,
      members_url: `${api}/orgs/${org}/members{/member}`,
      public_members_url: `${api}/orgs/${org}/public_members{/member}`,
      avatar_url: `${api}/avatars/1`,
      description: null,
      has_organization_projects: false,
      has_repository_projects: false,
      public_repos: 0,
      public_gists: 0,
      followers: 0,
      following: 0,
      html_url: `${api}/${org}`,
      type: 'Organization',
      created_at: created,
      updated_at: created,
      archived_at: null,
    },
  };
}
