import type { GitHubReader } from '../api/client.ts';
import { GitHubError, isGitHubError } from '../api/errors.ts';

/**
 * Returns whether a user is an active member of a team (`org/slug`); pending invitations do not count. `undefined`: the
 * membership is missing, or the token cannot see it.
 * https://docs.github.com/rest/teams/members#get-team-membership-for-a-user
 */
export async function readMembership(
  github: GitHubReader,
  team: string,
  username: string,
): Promise<boolean | undefined> {
  const route = 'GET /orgs/{org}/teams/{team_slug}/memberships/{username}';
  const membership = await orMissing(github.get<{ state: string }>(route, { ...teamParameters(team), username }));
  return membership === undefined ? undefined : membership.state === 'active';
}

/**
 * Checks that the token can see a team; https://docs.github.com/rest/teams/teams#get-a-team-by-name
 * @throws GitHubError `team-unreadable` if it cannot, because a 404 would then look like “not a member”
 */
export async function requireVisible(github: GitHubReader, team: string): Promise<void> {
  const route = 'GET /orgs/{org}/teams/{team_slug}';
  if ((await orMissing(github.get(route, teamParameters(team)))) !== undefined) return;
  const { tokenName } = github;
  const message = `${tokenName} cannot see the team @${team}, so it cannot verify that an approval comes from a member.`;
  throw new GitHubError('team-unreadable', message, { tokenName });
}

/** Returns the two parts of `org/slug` as the parameters of a REST route. */
function teamParameters(team: string): { readonly org: string; readonly team_slug: string } {
  const [org = '', team_slug = ''] = team.split('/');
  return { org, team_slug };
}

async function orMissing<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (isGitHubError(error, 'not-found', 'permission')) return undefined;
    throw error;
  }
}
