import type { GitHubReader } from '../github/api/client.ts';
import { isGitHubError } from '../github/api/errors.ts';
import { readMembership, requireVisible } from '../github/repository/team.ts';

/** Returns the teams, as `org/slug`, that a review was given for. */
export type ActedFor = () => Promise<readonly string[]>;

/**
 * Returns whether a login is one of the owners: `@user`, `user` or `@org/team`. If the token may not read a team, the
 * review may say that it was given for the team.
 * @throws GitHubError `team-unreadable` if neither says so
 */
export type IsOwner = (login: string, owners: readonly string[], actedFor?: ActedFor) => Promise<boolean>;

/** Returns a check by login and team membership that asks GitHub once per membership and team. */
export function ownerCheck(github: GitHubReader): IsOwner {
  const membershipOf = once((team, login) => readMembership(github, team, login));
  const visible = once((team) => requireVisible(github, team));
  const inTeam = async (team: string, login: string): Promise<boolean> => {
    const membership = await membershipOf(team, login);
    if (membership === undefined) await visible(team);
    return membership ?? false;
  };
  return async (login, owners, actedFor) => {
    const names = owners.map((owner) => owner.replace(/^@/, '').toLowerCase());
    if (names.includes(login.toLowerCase())) return true;
    for (const team of names.filter((name) => name.includes('/') && !name.includes('@'))) {
      const isMember = await inTeam(team, login).catch(async (error) => {
        if (!isGitHubError(error, 'team-unreadable')) throw error;
        if ((await actedFor?.())?.some((slug) => slug.toLowerCase() === team)) return true;
        throw error;
      });
      if (isMember) return true;
    }
    return false;
  };
}

function once<Key extends string[], T>(ask: (...key: Key) => Promise<T>): (...key: Key) => Promise<T> {
  const answers = new Map<string, Promise<T>>();
  return (...key) => {
    const name = key.join(' ').toLowerCase();
    const answer = answers.get(name) ?? ask(...key);
    answers.set(name, answer);
    return answer;
  };
}
