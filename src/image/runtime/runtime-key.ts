import { createHash } from 'node:crypto';
import { join, posix } from 'node:path';
import type { Context, ContextEntry } from '../context/context.ts';
import { type ContextSource, contextSources, EVERYTHING } from '../context/context-sources.ts';
import { rejectGitFolder } from '../context/git-folder.ts';
import { hasWildcard } from '../context/glob.ts';
import type { Instruction, Stage } from '../dockerfile/dockerfile.ts';
import { flagOf } from '../dockerfile/parse-dockerfile.ts';
import type { Split } from '../dockerfile/split.ts';
import { splitWords } from '../dockerfile/words/expand.ts';
import { FromBase, globalArgs, lookupIn, tryExpand, Variables } from '../dockerfile/words/variables.ts';
import { digestOfFile } from '../oci/blob.ts';

/** Hexadecimal digits of the hash in the tag: 128 bits, so that two runtimes with one tag cannot be constructed. */
const KEY_DIGITS = 32;
/** Build arguments that BuildKit reads itself, declared or not: https://docs.docker.com/reference/dockerfile/#buildkit-built-in-build-args */
const READ_BY_BUILDKIT = /^(?:BUILDKIT_\w+|SOURCE_DATE_EPOCH)$/;
const PLAIN_NAME = /^[A-Za-z_]\w*(?:=|$)/;

export interface RuntimeKeyOptions {
  readonly split: Split;
  readonly buildArgs: Readonly<Record<string, string>>;
  readonly platform: string;
  readonly context: Context;
  /** Digests of the base images by their names in the Dockerfile. */
  readonly bases: ReadonlyMap<string, string>;
  /** Whether the key covers all of the context and all build arguments, because a base image may copy anything. */
  readonly wholeContext?: boolean;
}

export interface RuntimeKey {
  /** `runtime-` and the hash. */
  readonly tag: string;
  /** The lines that are hashed, without the line feeds. */
  readonly lines: readonly string[];
  /** The entries that the runtime copies without naming them: content of folders, and matches of wildcards. */
  readonly sources: readonly ContextEntry[];
}

/**
 * Returns the tag of the runtime image: SHA-256 over everything that can change it, one JSON array a line, each ended by a
 * line feed. Values of build arguments are hashed, because the lines are stored beside the runtime, where anyone who
 * can pull it can read them.
 *
 *     ["flux-airflow runtime",2]
 *     ["platform","linux/amd64"]
 *     ["directive","syntax=docker/dockerfile:1"]           each parser directive
 *     ["base","apache/airflow:3.3.2","sha256:…"]           each image, sorted by name
 *     ["arg","NAME","sha256…"]                             each build argument that the runtime declares, by its stage
 *     ["stage-platform","linux/amd64"]                     the platform that FROM names, variables expanded
 *     ["global","V=${V#v}"]                                each ARG before FROM, where only BuildKit knows such a value
 *     ["instruction","RUN",{flags},"pip install …",[…]]    each instruction, here-documents last
 *     ["source","a.py","dags/a.py"]                        each file that the instruction before names, by its name there
 *     ["file","requirements.txt","file",420,"sha256…"]     each file, folder and link that it copies
 *
 * @throws UserError `git-folder-copied`
 */
export async function runtimeKey(options: RuntimeKeyOptions): Promise<RuntimeKey> {
  const { split, platform, bases, buildArgs, wholeContext = false } = options;
  const names = Object.keys(buildArgs).filter((name) => wholeContext || READ_BY_BUILDKIT.test(name));
  const lines: unknown[] = [
    ['flux-airflow runtime', 2],
    ['platform', platform],
    ...split.dockerfile.directives.map((directive) => ['directive', directive]),
    ...[...bases].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, digest]) => ['base', name, digest]),
    ...describeGiven(names, buildArgs),
    ...describeUnknownGlobals(options),
  ];
  const sources: ContextEntry[] = [];
  for (const stage of split.runtime) lines.push(...(await describeStage(stage, options, sources)));
  if (wholeContext) lines.push(...(await describeSource(EVERYTHING, undefined, options, sources)));
  const texts = lines.map((line) => JSON.stringify(line));
  const hash = createHash('sha256').update(texts.map((text) => `${text}\n`).join(''));
  return { tag: `runtime-${hash.digest('hex').slice(0, KEY_DIGITS)}`, lines: texts, sources };
}

async function describeStage(stage: Stage, options: RuntimeKeyOptions, sources: ContextEntry[]): Promise<unknown[]> {
  const { split, buildArgs, platform } = options;
  const { dockerfile } = split;
  const scope = new Variables(dockerfile, buildArgs, platform, () => {
    throw new FromBase();
  });
  const lines: unknown[] = [describe(stage.from), ...describePlatform(stage, options)];
  for (const instruction of stage.instructions) {
    scope.apply(instruction);
    lines.push(describe(instruction));
    if (instruction.keyword === 'ARG') lines.push(...describeArguments(instruction, scope, options));
    // It may declare any of them, for a stage that is built on this one.
    if (instruction.keyword === 'ONBUILD') lines.push(...describeGiven(Object.keys(buildArgs), buildArgs));
    for (const source of contextSources(instruction, scope)) {
      lines.push(...(await describeSource(source, instruction, options, sources)));
    }
  }
  return lines;
}

function describe({ keyword, flags, rest, heredocs }: Instruction): unknown[] {
  const documents = heredocs.map(({ name, content }) => [name, content]);
  return ['instruction', keyword, Object.fromEntries([...flags].sort()), rest, documents];
}

function describePlatform({ from }: Stage, { split, buildArgs, platform }: RuntimeKeyOptions): unknown[] {
  const word = flagOf(from, 'platform');
  if (word === undefined) return [];
  const lookup = lookupIn(globalArgs(split.dockerfile, buildArgs, platform));
  return [['stage-platform', tryExpand(word, lookup, split.dockerfile) ?? null]];
}

/** Returns lines for an ARG before FROM whose value only BuildKit knows: everything that the value can depend on. */
function describeUnknownGlobals({ split, buildArgs, platform }: RuntimeKeyOptions): unknown[] {
  const { globalArgs: instructions, escapeToken } = split.dockerfile;
  const values = globalArgs(split.dockerfile, buildArgs, platform);
  const words = instructions.flatMap(({ rest }) => splitWords(rest, escapeToken));
  const names = words.map((word) => word.split('=', 1)[0] ?? '');
  if (!names.some((name) => values.get(name) instanceof FromBase)) return [];
  const given = Object.keys(buildArgs).filter((name) => values.has(name));
  return [...words.map((word) => ['global', word]), ...describeGiven(given, buildArgs)];
}

function describeArguments(
  instruction: Instruction,
  scope: Variables,
  { split, buildArgs }: RuntimeKeyOptions,
): unknown[] {
  const words = splitWords(instruction.rest, split.dockerfile.escapeToken);
  // A name in quotes, or made of variables, may be that of any argument.
  if (!words.every((word) => PLAIN_NAME.test(word))) return describeGiven(Object.keys(buildArgs), buildArgs);
  return words.map((word) => {
    const [name = ''] = word.split('=', 1);
    try {
      return describeArgument(name, scope.lookup(name));
    } catch (error) {
      // The base image's digest and the instruction's text already determine the value.
      if (error instanceof FromBase) return describeArgument(name, undefined);
      throw error;
    }
  });
}

function describeGiven(names: readonly string[], buildArgs: RuntimeKeyOptions['buildArgs']): unknown[] {
  return [...names].sort().map((name) => describeArgument(name, buildArgs[name]));
}

/** Returns a build argument with a hash of name and value, so that equal values of two arguments do not show. */
function describeArgument(name: string, value: string | undefined): unknown[] {
  const hash = value === undefined ? null : createHash('sha256').update(`${name}=${value}`).digest('hex');
  return ['arg', name, hash];
}

async function describeSource(
  source: ContextSource,
  instruction: Instruction | undefined,
  { context, split }: Pick<RuntimeKeyOptions, 'context' | 'split'>,
  sources: ContextEntry[],
): Promise<unknown[]> {
  const found = context.resolve(source.path);
  const entries = found.map(({ entry }) => context.walk(entry));
  const leavesPrefix =
    found.some(({ entry }) => entry.path !== posix.normalize(source.path).replace(/^\/|\/$|^\.$/g, '')) ||
    entries.flat().some(({ type }) => type === 'symlink');
  if (source.isPrefix && leavesPrefix) {
    return describeSource(EVERYTHING, instruction, { context, split }, sources);
  }
  const { path } = split.dockerfile;
  rejectGitFolder(entries.flat(), { path, instruction, source: source.path, isKnown: source !== EVERYTHING });
  const isWildcard = source.path.split('/').some(hasWildcard);
  sources.push(...found.map(({ entry }) => entry).filter(({ type }) => isWildcard || type === 'directory'));
  const lines: unknown[] = [];
  for (const [index, { name, entry }] of found.entries()) {
    if (entry.type !== 'directory') lines.push(['source', name, entry.path]);
    for (const each of entries[index] ?? []) lines.push(await describeFile(each, context));
  }
  return lines;
}

async function describeFile({ path, type, mode, target }: ContextEntry, context: Context): Promise<unknown[]> {
  if (type === 'symlink') return ['file', path, type, target];
  if (type === 'directory') return ['file', path, type, mode];
  const digest = await digestOfFile(join(context.root, path));
  return ['file', path, type, mode, digest.replace('sha256:', '')];
}
