import { posix } from 'node:path';
import type { Context, ContextEntry } from './context.ts';
import type { Instruction } from './dockerfile.ts';
import { wordsOf } from './instruction-words.ts';
import { executes, isCopy, type Split } from './split.ts';

/** A file that a later RUN reads, as lists of packages are named; others may lead to anything. */
const PACKAGE_LIST = /(?:\.(?:txt|toml|lock|cfg|in)|constraints[^/]*)$/;
/** Wherever a name ends in a line of shell. */
const SHELL_BREAK = /[\s'"`=:;,&|()<>{}]+/;

/** A folder of Python code that is copied before something executes, so that each change of it executes that again. */
export interface EarlyCode {
  readonly instruction: Instruction;
  /** The files of it that must stay where they are, for a later RUN reads them; `undefined` when it cannot be moved. */
  readonly needed: readonly string[] | undefined;
}

/** Finds such copies in the last stage. */
export function findEarlyCode(split: Split, context: Context): EarlyCode[] {
  const instructions = split.runtime.at(-1)?.instructions ?? [];
  const { escapeToken } = split.dockerfile;
  return instructions.flatMap((instruction, index) => {
    const later = instructions.slice(index + 1);
    if (!isCopy(instruction) || executes(instruction, escapeToken)) return [];
    if (!later.some((each) => executes(each, escapeToken))) return [];
    const folders = foldersOf(instruction, escapeToken, context);
    if (!folders.some((folder) => context.walk(folder).some(({ path }) => path.endsWith('.py')))) return [];
    return [{ instruction, needed: neededBy(later, instruction, folders, { escapeToken, context }) }];
  });
}

/** The Dockerfile with these copies behind all that executes; `undefined` when none of them can be moved. */
export function reorder({ dockerfile, end }: Split, early: readonly EarlyCode[]): string | undefined {
  const moved = early.flatMap(({ instruction, needed }) => (needed === undefined ? [] : [{ instruction, needed }]));
  if (moved.length === 0) return undefined;
  const { text } = dockerfile;
  const lines = moved.map(({ instruction: { start, end: stop } }) => text.slice(start, stop));
  let result = `${text.slice(0, end)}\n${lines.join('\n')}${text.slice(end)}`;
  for (const { instruction, needed } of moved.toReversed()) {
    const after = /^[ \t]*\r?\n/.exec(result.slice(instruction.end))?.[0].length ?? 0;
    const kept = needed.map((file) => `${copyOf(file, instruction, dockerfile.escapeToken)}\n`).join('');
    result = result.slice(0, instruction.start) + kept + result.slice(instruction.end + after);
  }
  return result;
}

function foldersOf(instruction: Instruction, escapeToken: string, context: Context): ContextEntry[] {
  const sources = wordsOf(instruction, escapeToken).slice(0, -1);
  const found = sources.flatMap((source) => (source.startsWith('<<') ? [] : context.resolve(source)));
  return found.map(({ entry }) => entry).filter(({ type }) => type === 'directory');
}

function neededBy(
  later: readonly Instruction[],
  instruction: Instruction,
  folders: readonly ContextEntry[],
  { escapeToken, context }: { readonly escapeToken: string; readonly context: Context },
): string[] | undefined {
  const words = wordsOf(instruction, escapeToken);
  const to = words.at(-1) ?? '';
  const [folder, ...others] = folders;
  if (folder === undefined || others.length > 0 || words.length > 2 || words.some((word) => word.includes('$'))) {
    return undefined;
  }
  const needed = new Set<string>();
  for (const each of later) {
    const meets = meet(each, { context, folder, to }, escapeToken);
    if (meets === undefined) return undefined;
    for (const file of meets) needed.add(file);
  }
  return [...needed].sort();
}

interface Copied {
  readonly context: Context;
  readonly folder: ContextEntry;
  readonly to: string;
}

/** The package lists that an instruction takes from what was copied; `undefined` when it may take or change more. */
function meet(instruction: Instruction, copied: Copied, escapeToken: string): string[] | undefined {
  const { keyword, rest, heredocs } = instruction;
  const { to } = copied;
  const isRelative = !to.startsWith('/');
  if (keyword === 'WORKDIR') return isRelative ? undefined : [];
  if (isCopy(instruction)) {
    const places = placesOf(instruction, escapeToken, copied.context);
    return places.some((place) => isRelative !== !place.startsWith('/') || isInside(place, to) || isInside(to, place))
      ? undefined
      : [];
  }
  if (keyword !== 'RUN') return [];
  const shell = [rest, ...heredocs.map(({ content }) => content), instruction.flags.get('mount') ?? ''].join(' ');
  const found = shell.split(SHELL_BREAK).flatMap((token) => namedBy(token, copied) ?? []);
  return found.every((file) => PACKAGE_LIST.test(file)) ? found : undefined;
}

/** Where a copy puts what it copies; the places of files are their own. */
function placesOf(instruction: Instruction, escapeToken: string, context: Context): string[] {
  const words = wordsOf(instruction, escapeToken);
  const to = words.at(-1) ?? '';
  return words.slice(0, -1).map((source) => {
    const [found, ...others] = context.resolve(source);
    const isFile = found?.entry.type === 'file' && others.length === 0;
    return isFile && to.endsWith('/') ? posix.join(to, found.name) : to;
  });
}

/** The path below the copied folder that a word of a RUN names. */
function namedBy(token: string, { context, folder, to }: Copied): string | undefined {
  if (token === '' || token.startsWith('-')) return undefined;
  const path = posix.normalize(token);
  if (path === '.' || path === '..' || isInside(to, path)) return '.';
  const name = folder.path === '' ? undefined : posix.basename(folder.path);
  if (name !== undefined && path.split('/').includes(name)) return '.';
  // What has no folder is in the working folder, where the copy may have put it.
  const inside = isInside(path, to) ? posix.relative(to, path) : path;
  const isThere = !inside.startsWith('/') && context.resolve(posix.join(folder.path, inside)).length > 0;
  return isThere ? inside : undefined;
}

function isInside(path: string, folder: string): boolean {
  const relative = posix.relative(folder, path);
  return path.startsWith('/') === folder.startsWith('/') && !relative.startsWith('..');
}

function copyOf(file: string, { keyword, flags, rest }: Instruction, escapeToken: string): string {
  const [source = '.', to = '.'] = wordsOf({ rest } as Instruction, escapeToken);
  const given = [...flags].map(([name, value]) => `--${name}=${value}`);
  return [keyword, ...given, posix.join(source, file), posix.join(to, file)].join(' ');
}
