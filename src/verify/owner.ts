import { UserError } from '../errors.ts';
import type { GitHub } from '../github/client.ts';
import { isTeamMember } from '../github/team.ts';

/** Gives the teams, as `org/slug`, that somebody acted for when he reviewed. */
export type ActedFor = () => Promise<readonly string[]>;

/**
 * Whether a login is one of the owners: `@user`, `user` or `@org/team`. Where the token may not read a team, the review
 * itself may tell that it was given for it.
 * @throws UserError `team-unreadable` when neither tells
 */
export type IsOwner = (login: string, owners: readonly string[], actedFor?: ActedFor) => Promise<boolean>;

/** Tells owners by login, and by team membership: each membership is asked for once. */
export function ownerCheck(github: GitHub): IsOwner {
  const memberships = new Map<string, Promise<boolean>>();
  const inTeam = (team: string, login: string): Promise<boolean> => {
    const key = `${team} ${login}`.toLowerCase();
    const known = memberships.get(key) ?? isTeamMember(github, team, login);
    memberships.set(key, known);
    return known;
  };
  return async (login, owners, actedFor) => {
    const names = owners.map((owner) => owner.replace(/^@/, '').toLowerCase());
    if (names.includes(login.toLowerCase())) return true;
    for (const team of names.filter((name) => name.includes('/') && !name.includes('@'))) {
      const isMember = await inTeam(team, login).catch(async (error) => {
        if (!(error instanceof UserError) || error.code !== 'team-unreadable') throw error;
        if ((await actedFor?.())?.some((slug) => slug.toLowerCase() === team)) return true;
        throw error;
      });
      if (isMember) return true;
    }
    return false;
  };
}
