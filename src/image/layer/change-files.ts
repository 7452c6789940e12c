import { posix } from 'node:path';
import { matchName } from '../context/glob.ts';
import type { Dockerfile, Instruction } from '../dockerfile/dockerfile.ts';
import { type ModeChange, parseModeChanges } from '../dockerfile/mode-change.ts';
import type { Variables } from '../dockerfile/words/variables.ts';
import type { Settings } from '../oci/image-config.ts';
import type { RuntimeFiles } from '../runtime/runtime-files.ts';
import { type FileTree, type LayerEntry, type Owner, TreeError } from './file-tree.ts';
import { changeMode } from './mode-bits.ts';
import { parseOwner, ROOT } from './owner.ts';

export interface ChangeTarget {
  readonly dockerfile: Dockerfile;
  readonly scope: Variables;
  readonly tree: FileTree;
  readonly files: RuntimeFiles;
  readonly workingDirectory: string;
  readonly settings: Settings;
}

const PROGRAMS = ['/bin/sh', '/bin/chmod', '/bin/chown'];
const DEFAULT_SHELL = ['/bin/sh', '-c'];
/** Set-user-id and the like, which chmod and chown clear by rules of their own. */
const SPECIAL = 0o7000;

/**
 * Applies a RUN that only changes modes and owners to the files of the code layer; returns its history line.
 * @throws TreeError if its result is not certain
 */
export function changeFiles(instruction: Instruction, target: ChangeTarget): string {
  const { tree, settings, files } = target;
  const { Shell = DEFAULT_SHELL, User = '' } = settings;
  rejectUnknownPrograms(Shell, tree);
  if (tree.hasHardLinks) throw new TreeError('the code has hard links');
  if (['/etc/passwd', '/etc/group'].some((path) => tree.adds(path))) throw new TreeError('the code has accounts');
  const actor = User === '' ? ROOT : named(User, files);
  for (const change of parseModeChanges(instruction) ?? []) {
    const expand = (word: string) => expandPlain(word, instruction, target.scope);
    const word = expand(change.change);
    for (const path of change.paths.flatMap((written) => findPaths(expand(written), target))) {
      for (const [at, entry] of entriesAt(path, change, tree)) {
        rejectForeign(at, entry, actor, tree);
        tree.change(at, change.program === 'chown' ? changeOwner(entry, word, actor, files) : withMode(entry, word));
      }
    }
  }
  return `RUN ${Shell.join(' ')} ${instruction.rest} # buildkit`;
}

function rejectUnknownPrograms(shell: readonly string[], tree: FileTree): void {
  if (!/^\/bin\/(?:ba)?sh$/.test(shell[0] ?? '') || !shell.includes('-c')) throw new TreeError('SHELL is not a shell');
  const missing = PROGRAMS.find((program) => tree.typeOf(tree.follow(program)) !== 'file');
  if (missing !== undefined) throw new TreeError(`the runtime image has no ${missing}`);
}

/** Expands variables whose values a shell neither splits nor rejects. */
function expandPlain(word: string, instruction: Instruction, scope: Variables): string {
  for (const [, name = ''] of word.matchAll(/\$\{?(\w+)/g)) {
    if (!/^[\w./:,+=@%-]+$/.test(scope.lookup(name) ?? '')) throw new TreeError(`$${name} has no plain value`);
  }
  return scope.expand(word, instruction);
}

/** Returns the paths that a word names, with a wildcard in its last component resolved as a shell does. */
function findPaths(written: string, { tree, workingDirectory }: ChangeTarget): string[] {
  const path = posix.resolve(workingDirectory, written);
  const [folder, pattern] = [tree.follow(posix.dirname(path)), posix.basename(path)];
  if (/[*?[\s]/.test(folder) || /[?[\s]/.test(pattern)) throw new TreeError(`${written} has an unusual wildcard`);
  if (!pattern.includes('*')) return [tree.follow(path)];
  const names = tree.namesIn(folder);
  const found = names?.filter((name) => matchName(pattern)(name) && (pattern.startsWith('.') || !name.startsWith('.')));
  if (found === undefined || found.length === 0) throw new TreeError(`it is unknown what ${written} names`);
  return found.map((name) => tree.follow(posix.join(folder, name)));
}

/** Returns the entry at a path, and with -R all entries below it. */
function entriesAt(path: string, { isRecursive }: ModeChange, tree: FileTree): (readonly [string, LayerEntry])[] {
  const top = tree.entryAt(path);
  if (top === undefined) throw new TreeError(`${path} is not a file of the code`);
  const below = isRecursive && top.type === 'directory' ? tree.entriesBelow(path) : [];
  if (below === undefined) throw new TreeError(`${path} has files of the runtime image below it`);
  return [[path, top], ...below];
}

/** Throws unless the entry is a file or folder that the actor may change. */
function rejectForeign(path: string, { type, mode, uid }: LayerEntry, actor: Owner, tree: FileTree): void {
  if (type === 'symlink' || (mode & SPECIAL) !== 0) throw new TreeError(`${path} is a link, or has special mode bits`);
  if (actor.uid === 0) return;
  if (actor.uid !== uid) throw new TreeError(`USER is not the owner of ${path}`);
  for (let above = posix.dirname(path); above !== '/'; above = posix.dirname(above)) {
    const folder = tree.entryAt(above);
    const needed = folder?.uid === actor.uid ? 0o100 : 0o001;
    if (folder === undefined || (folder.mode & needed) === 0) throw new TreeError(`USER may not open ${above}`);
  }
}

function withMode(entry: LayerEntry, change: string): LayerEntry {
  const mode = changeMode(entry.mode, change);
  if (mode === undefined || (mode & SPECIAL) !== 0) throw new TreeError(`chmod ${change}`);
  return { ...entry, mode };
}

/** Changes an owner as chown does: a user alone keeps the group, and `user:` takes the group of the account. */
function changeOwner(entry: LayerEntry, change: string, actor: Owner, files: RuntimeFiles): LayerEntry {
  if (actor.uid !== 0) throw new TreeError('only root may change an owner');
  const [, user = '', colon = '', group = ''] = /^([\w-]*)(:?)([\w-]*)$/.exec(change) ?? [];
  if (`${user}${group}` === '' || (/^\d+$/.test(user) && colon !== '' && group === ''))
    throw new TreeError(`chown ${change}`);
  const account = user === '' ? entry : named(user, files);
  if (colon === '') return { ...entry, uid: account.uid };
  return { ...entry, uid: account.uid, gid: group === '' ? account.gid : named(`0:${group}`, files).gid };
}

function named(text: string, files: RuntimeFiles): Owner {
  try {
    return parseOwner(text, files);
  } catch (error) {
    throw new TreeError(error instanceof Error ? error.message : String(error));
  }
}
