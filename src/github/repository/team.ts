import { UserError } from '../../errors.ts';
import type { GitHub } from '../api/client.ts';

/**
 * Whether a user is an active member of a team (`org/slug`); pending invitations do not count. `undefined`: GitHub knows
 * of no membership, or does not show it.
 * https://docs.github.com/rest/teams/members#get-team-membership-for-a-user
 */
export async function readMembership(github: GitHub, team: string, username: string): Promise<boolean | undefined> {
  const [org, team_slug] = team.split('/');
  const route = 'GET /orgs/{org}/teams/{team_slug}/memberships/{username}';
  const membership = await orMissing(github.get<{ state: string }>(route, { org, team_slug, username }));
  return membership === undefined ? undefined : membership.state === 'active';
}

/**
 * https://docs.github.com/rest/teams/teams#get-a-team-by-name
 * @throws UserError `team-unreadable` when the token may not see the team: its 404 would look like “not a member”
 */
export async function requireVisible(github: GitHub, team: string): Promise<void> {
  const [org, team_slug] = team.split('/');
  if ((await orMissing(github.get('GET /orgs/{org}/teams/{team_slug}', { org, team_slug }))) !== undefined) return;
  throw new UserError(
    'team-unreadable',
    `The token in github-token may not see the team @${team}, so nobody can be proved to be in it.`,
    'Give a GitHub App token with the organisation permission “Members: read” in github-token, correct the name of the team, or name users in approvers, who then approve instead of CODEOWNERS.',
  );
}

async function orMissing<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof UserError && ['github-not-found', 'github-permission'].includes(error.code)) return undefined;
    throw error;
  }
}
