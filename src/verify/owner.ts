import type { GitHub } from '../github/client.ts';
import { isTeamMember } from '../github/team.ts';
import type { IsOwner } from './approval.ts';

/** Tells owners by login, and by team membership: each membership is asked for once. */
export function ownerCheck(github: GitHub): IsOwner {
  const memberships = new Map<string, Promise<boolean>>();
  const inTeam = (team: string, login: string): Promise<boolean> => {
    const key = `${team} ${login}`;
    const known = memberships.get(key) ?? isTeamMember(github, team, login);
    memberships.set(key, known);
    return known;
  };
  return async (login, owners) => {
    const names = owners.map((owner) => owner.replace(/^@/, ''));
    if (names.some((name) => name.toLowerCase() === login.toLowerCase())) return true;
    for (const team of names.filter((name) => name.includes('/') && !name.includes('@'))) {
      if (await inTeam(team, login)) return true;
    }
    return false;
  };
}
