import type { RuntimeFiles } from '../runtime/runtime-files.ts';
import type { Owner } from './file-tree.ts';

export const ROOT: Owner = { uid: 0, gid: 0 };

/**
 * Returns the user and group of `--chown` or USER, as BuildKit resolves them in the image. A number alone is user and
 * group; a name alone has its own group.
 * @throws Error for a name that the image does not have
 */
export function parseOwner(text: string, files: Pick<RuntimeFiles, 'passwd' | 'group'>): Owner {
  const [user = '', group] = text.split(':', 2);
  const owner = parseUser(user, files.passwd);
  return group === undefined ? owner : { uid: owner.uid, gid: parseGroup(group, files.group) };
}

function parseUser(user: string, passwd: string): Owner {
  if (/^\d+$/.test(user)) return { uid: Number(user), gid: Number(user) };
  const [, , uid, gid] = findLine(passwd, user) ?? [];
  if (uid === undefined || gid === undefined) throw new Error(`the runtime image has no user ${user}`);
  return { uid: Number(uid), gid: Number(gid) };
}

function parseGroup(group: string, groups: string): number {
  if (/^\d+$/.test(group)) return Number(group);
  const [, , gid] = findLine(groups, group) ?? [];
  if (gid === undefined) throw new Error(`the runtime image has no group ${group}`);
  return Number(gid);
}

function findLine(text: string, name: string): string[] | undefined {
  return text
    .split('\n')
    .map((line) => line.trim().split(':'))
    .find(([first]) => first === name);
}
