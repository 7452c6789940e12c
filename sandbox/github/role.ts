import type { Repository } from './repository.ts';
import type { Level } from './state.ts';

const RANK: readonly Level[] = ['read', 'write', 'admin'];

/** What an account may do in a repository as its owner, as a collaborator or by a team; `undefined`: nothing. */
export function roleOf(repository: Repository, login: string): Level | undefined {
  if (login.toLowerCase() === repository.owner.toLowerCase()) return 'admin';
  const own = repository.collaborators.get(login);
  const byTeams = [...repository.state.teams.values()]
    .filter((team) => team.members.some((member) => member.login === login && member.state !== 'pending'))
    .map((team) => team.repositories?.[repository.fullName]);
  return RANK.findLast((level) => level === own || byTeams.includes(level));
}

export function mayPush(repository: Repository, login: string): boolean {
  const role = roleOf(repository, login);
  return role === 'write' || role === 'admin';
}
