import { readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import type { Context } from '../context/context.ts';
import { hasWildcard } from '../context/glob.ts';
import type { Instruction } from './dockerfile.ts';
import { namesOnlyPackages, parseInstallation } from './installation.ts';
import { executes, isCopy } from './split.ts';
import { assignedNames, wordsOf } from './words/instruction-words.ts';

/** Instructions before the last RUN that change nothing about a copy that is applied after it. */
const NEUTRAL = new Set(['USER', 'ENV', 'LABEL', 'EXPOSE', 'CMD', 'ENTRYPOINT', 'HEALTHCHECK', 'STOPSIGNAL', 'VOLUME']);
/** Folders with modules whose names no Python program of an installation imports, as they can hide others of that name. */
const USUAL_FOLDERS = new Set(['dags', 'include', 'plugins', 'tests', 'scripts', 'config', 'utils', 'common', 'src']);
/** Settings that pip or Python reads, if the project's folder is the home of the user. */
const SETTINGS = new Set([
  ...['.config', '.pip', '.netrc', '_netrc', '.local', '.pydistutils.cfg', '.dpkg.cfg', 'pip.conf', 'pyvenv.cfg'],
  // Read in the working directory: by distutils of some versions of pip, and where pip is a program of pyenv, asdf or mise.
  ...['setup.cfg', '.python-version', '.tool-versions', 'mise.toml', '.mise.toml'],
]);
/** Variables that shells, package managers and Python read, or that name folders of programs and modules. */
const SENSITIVE =
  /^(?:PATH|LD_\w+|PYTHON\w*|PIP_\w+|VIRTUAL_ENV|XDG_\w+|NETRC|APT_\w+|BASH_\w+|ENV|HOME|TMPDIR|(?:SSL|CURL|REQUESTS)_\w+)$/;

/** A destination in the working directory, or where images have no programs and settings. */
const OUTSIDE = /^(?!\/|\.\.)|^\/(?:tmp\/|(?:usr\/local|opt)\/airflow\/|[\w-]+\.txt$)/;

/** The instructions of a stage that may be executed before the project is copied, and the copies to apply after it. */
export interface Moved {
  readonly runtime: readonly Instruction[];
  readonly copies: readonly Instruction[];
}

/**
 * Returns the beginning of a stage, up to its last RUN, if it only installs packages: then it has the same result without the
 * project, which `late` copies before it. Returns the reason if it may have another one.
 */
export function moveInstallation(
  { instructions, late, early }: Record<'instructions' | 'late' | 'early', readonly Instruction[]>,
  context: Context,
): Moved | string {
  const last = instructions.findLastIndex(executes);
  const runtime = instructions.slice(0, last + 1);
  const copies = runtime.filter((each) => isCopy(each) && !executes(each));
  const listed = new Map([...early.filter(isCopy), ...copies].flatMap(placesOf));
  for (const instruction of runtime) {
    const reason = rejectionReason(instruction, listed, context);
    if (reason !== undefined) return reason;
  }
  const changed = runtime.slice(runtime.findIndex(executes)).find(changesVariable);
  if (changed !== undefined) return `, and line ${changed.line} changes what a later line reads`;
  const made = runtime.flatMap((each) => parseInstallation(each)?.makes ?? []);
  const into = copies.flatMap(placesOf).find(([place]) => place.split('/').some((part) => made.includes(part)));
  if (into !== undefined) return `, and ${into[0]} is copied into what a RUN makes`;
  const project = late.filter(isCopy).flatMap((copy) => projectReason(copy, made, context) ?? []);
  return project[0] === undefined ? { runtime, copies } : `, and ${project[0]}`;
}

/** Returns whether an ENV changes a variable of pip, Python or a shell; only the last value is known. */
function changesVariable({ keyword, rest }: Instruction): boolean {
  return keyword === 'ENV' && assignedNames(rest, '\\').some((name) => !/^\w+$/.test(name) || SENSITIVE.test(name));
}

function rejectionReason(
  instruction: Instruction,
  listed: ReadonlyMap<string, string>,
  context: Context,
): string | undefined {
  const { keyword, line } = instruction;
  const executed = ` before line ${line} executes`;
  if (NEUTRAL.has(keyword)) return undefined;
  if (isCopy(instruction)) return isPlainCopy(instruction, context) ? undefined : executed;
  const installation = parseInstallation(instruction);
  if (installation === undefined) return executed;
  const isKnown = (path: string) => {
    const source = listed.get(posix.normalize(path));
    const [found] = source === undefined ? [] : context.resolve(source);
    return (
      found?.entry.type === 'file' && namesOnlyPackages(readFileSync(join(context.root, found.entry.path), 'utf8'))
    );
  };
  const unknown = installation.reads.find((path) => !isKnown(path));
  return unknown === undefined ? undefined : `, and line ${line} reads ${unknown}, which may name files of it`;
}

/** Returns whether a COPY copies one file whose place its text shows, outside of system folders. */
function isPlainCopy(instruction: Instruction, context: Context): boolean {
  const [source = '', destination = '', ...others] = wordsOf(instruction);
  const [found] = context.resolve(source);
  const flags = [...instruction.flags.keys()].every((name) => name === 'chown' || name === 'chmod');
  const isPlain =
    [source, destination].every((word) => /^[\w./-]+$/.test(word)) && !source.split('/').some(hasWildcard);
  return (
    instruction.keyword === 'COPY' &&
    others.length === 0 &&
    flags &&
    isPlain &&
    OUTSIDE.test(posix.normalize(destination)) &&
    found?.entry.type === 'file'
  );
}

/** Returns where a COPY of one file puts it: the place as a RUN would name it, and the source. */
function placesOf(copy: Instruction): (readonly [string, string])[] {
  const [source = '', destination = '', ...others] = wordsOf(copy);
  if (others.length > 0 || copy.flags.has('from')) return [];
  const isFolder = /(?:^|\/)\.?$/.test(destination);
  const place = posix.normalize(isFolder ? posix.join(destination, posix.basename(source)) : destination);
  return [[place, source]];
}

/** Returns why the project that a COPY copies may change the result of an installation. */
function projectReason(copy: Instruction, made: readonly string[], context: Context): string | undefined {
  const [source = '', destination = '', ...others] = wordsOf(copy);
  const [top] = context.resolve(source);
  if (others.length > 0 || !/^\.\/?$/.test(destination) || top?.entry.type !== 'directory') {
    return 'the project is not copied to the working directory';
  }
  const below = context.walk(top.entry).slice(1);
  const prefix = top.entry.path === '' ? '' : `${top.entry.path}/`;
  for (const { path, type } of below) {
    const [name = '', ...deeper] = path.slice(prefix.length).split('/');
    if (made.includes(name)) return `the project contains ${name}, which a RUN makes`;
    if (SETTINGS.has(name)) return `the project contains ${name}, which pip reads`;
    const isModule = /\.(?:pyc?|so)$/.test(path) || (type === 'symlink' && deeper.length === 0);
    if (isModule && (deeper.length === 0 || (/^[A-Za-z_]\w*$/.test(name) && !USUAL_FOLDERS.has(name)))) {
      return `Python may import ${name} of the project`;
    }
  }
  return undefined;
}
