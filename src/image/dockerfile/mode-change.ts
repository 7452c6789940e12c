import type { Instruction } from './dockerfile.ts';
import { wordsOf } from './words/instruction-words.ts';

/** One `chmod` or `chown` of a RUN, its words as written. */
export interface ModeChange {
  readonly program: 'chmod' | 'chown';
  readonly isRecursive: boolean;
  /** The mode of chmod, the owner of chown. */
  readonly change: string;
  readonly paths: readonly string[];
}

/** A word that a shell only expands variables in, with a wildcard in the last component; or one in double quotes. */
const WORD = /^(?:[\w./:,+=@%-]|\$\w+|\$\{\w+\})*\*?(?:[\w.:,+=@%-])*$/;
const QUOTED = /^"([^"*\\`]*)"$/;

/**
 * Returns the commands of a RUN in the shell form that only changes modes and owners; `undefined` for every other RUN.
 * They are the only commands whose result is known without executing them.
 */
export function parseModeChanges({ keyword, flags, rest, heredocs }: Instruction): ModeChange[] | undefined {
  if (keyword !== 'RUN' || flags.size > 0 || heredocs.length > 0) return undefined;
  const commands = rest.split('&&').map((command) => parseCommand(command.trim().split(/\s+/)));
  return commands.every((command) => command !== undefined) ? commands : undefined;
}

function parseCommand(words: readonly string[]): ModeChange | undefined {
  const [program, ...others] = words.map((word) => QUOTED.exec(word)?.[1] ?? word);
  if (program !== 'chmod' && program !== 'chown') return undefined;
  if (!words.every((word) => WORD.test(word) || WORD.test(QUOTED.exec(word)?.[1] ?? ' '))) return undefined;
  const isRecursive = others[0] === '-R' || others[0] === '--recursive';
  const [change = '', ...paths] = isRecursive ? others.slice(1) : others;
  // A mode such as -x looks like an option.
  if (paths.length === 0 || [change, ...paths].some((word) => word === '' || word.startsWith('-'))) return undefined;
  return { program, isRecursive, change, paths };
}

/** Returns whether the text says that a RUN only changes files that these copies put there. */
export function changesOnlyCopies(run: Instruction, copies: readonly Instruction[]): boolean {
  const changes = parseModeChanges(run);
  if (changes === undefined) return false;
  const places = copies.flatMap(placesOf);
  const isCopied = (path: string) => path !== '.' && path !== '/' && places.some((place) => isIn(path, place));
  return changes.every(({ paths }) => paths.map(normalize).every(isCopied));
}

interface CopiedPlace {
  readonly path: string;
  /** Whether the copied files are below the path, and not at it. */
  readonly isFolder: boolean;
}

function placesOf(copy: Instruction): CopiedPlace[] {
  const words = wordsOf(copy).map((word) => QUOTED.exec(word)?.[1] ?? word);
  const written = words.at(-1) ?? '';
  const to = normalize(written);
  const named = words.slice(0, -1).map((source) => {
    const name = normalize(source).split('/').at(-1) ?? '';
    return { path: normalize(`${written}/${name}`), isFolder: false };
  });
  return [{ path: to, isFolder: false }, { path: to, isFolder: true }, ...named];
}

function isIn(path: string, { path: place, isFolder }: CopiedPlace): boolean {
  return isFolder ? path.startsWith(`${place}/`) && place !== '' && place !== '.' : path === place;
}

/** Writes a path in one way, so that `./a`, `a/` and `a` are equal, and so are $A and ${A}. */
function normalize(path: string): string {
  const parts = path.replace(/\$\{(\w+)\}/g, '$$$1').split('/');
  const kept = parts.filter((part, index) => part !== '.' && (part !== '' || index === 0));
  return kept.join('/') || (path.startsWith('/') ? '/' : '.');
}
