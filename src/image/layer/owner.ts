import type { RuntimeFiles } from '../runtime/runtime-files.ts';
import type { Owner } from './file-tree.ts';

export const ROOT: Owner = { uid: 0, gid: 0 };

/**
 * User and group of `--chown` or USER, as BuildKit reads them from the image: a number stands for itself and, alone,
 * for the group too; a name alone brings its own group.
 * @throws Error on a name that the image does not know
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
