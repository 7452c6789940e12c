import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { digestOfFile } from './blob.ts';
import type { Context, ContextEntry } from './context.ts';
import type { Dockerfile, Instruction, Stage } from './dockerfile.ts';
import { Inexact } from './inexact.ts';
import { wordsOf } from './instruction-words.ts';
import { FromBase, Scope } from './scope.ts';
import { isCopy, type Split } from './split.ts';

/** Hexadecimal digits of the hash in the tag: 128 bits, so that nobody finds two runtimes with one tag. */
const KEY_DIGITS = 32;

export interface RuntimeKeyOptions {
  readonly split: Split;
  readonly buildArgs: Readonly<Record<string, string>>;
  readonly platform: string;
  readonly context: Context;
  /** Digests of the base images by their names in the Dockerfile. */
  readonly bases: ReadonlyMap<string, string>;
  /** The instructions of a base image may copy anything: all of the context counts. */
  readonly wholeContext?: boolean;
}

export interface RuntimeKey {
  /** `runtime-` and the hash. */
  readonly tag: string;
  /** What is hashed, without the line feeds. */
  readonly lines: readonly string[];
  /** What the runtime copies from the context, folders as one. */
  readonly sources: readonly ContextEntry[];
}

/**
 * The tag of the runtime image: SHA-256 over all that can change it, one JSON array a line, each ended by a line feed:
 *
 *     ["flux-airflow runtime",1]
 *     ["platform","linux/amd64"]
 *     ["directive","syntax=docker/dockerfile:1"]          each parser directive
 *     ["base","apache/airflow:3.3.2","sha256:…"]          each image, sorted by name
 *     ["arg","NAME","value"]                               each build argument that the runtime declares, by its stage
 *     ["instruction","RUN",{flags},"pip install …",[…]]    each instruction, here-documents last
 *     ["file","requirements.txt","file",420,"sha256…"]     each file, folder and link that the instruction before copies
 */
export async function runtimeKey(options: RuntimeKeyOptions): Promise<RuntimeKey> {
  const { split, platform, bases, context, wholeContext = false } = options;
  const lines: unknown[] = [
    ['flux-airflow runtime', 1],
    ['platform', platform],
    ...split.dockerfile.directives.map((directive) => ['directive', directive]),
    ...[...bases].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, digest]) => ['base', name, digest]),
  ];
  const sources: ContextEntry[] = [];
  for (const stage of split.runtime) lines.push(...(await describeStage(stage, options, sources)));
  if (wholeContext) lines.push(...(await describeSource('.', context, sources)));
  const texts = lines.map((line) => JSON.stringify(line));
  const hash = createHash('sha256').update(texts.map((text) => `${text}\n`).join(''));
  return { tag: `runtime-${hash.digest('hex').slice(0, KEY_DIGITS)}`, lines: texts, sources };
}

async function describeStage(stage: Stage, options: RuntimeKeyOptions, sources: ContextEntry[]): Promise<unknown[]> {
  const { split, buildArgs, platform, context } = options;
  const scope = new Scope(split.dockerfile, buildArgs, platform, () => {
    throw new FromBase();
  });
  const lines: unknown[] = [describe(stage.from)];
  for (const instruction of stage.instructions) {
    scope.apply(instruction);
    lines.push(describe(instruction));
    if (instruction.keyword === 'ARG') lines.push(...describeArguments(instruction, scope));
    for (const source of contextSources(instruction, split.dockerfile, scope)) {
      lines.push(...(await describeSource(source, context, sources)));
    }
  }
  return lines;
}

function describe({ keyword, flags, rest, heredocs }: Instruction): unknown[] {
  const documents = heredocs.map(({ name, content }) => [name, content]);
  return ['instruction', keyword, Object.fromEntries([...flags].sort()), rest, documents];
}

function describeArguments(instruction: Instruction, scope: Scope): unknown[] {
  return instruction.rest.split(/\s+/).map((word) => {
    const [name = ''] = word.split('=', 1);
    try {
      return ['arg', name, scope.lookup(name) ?? null];
    } catch (error) {
      // The base image's digest and the instruction's text say it all.
      if (error instanceof FromBase) return ['arg', name, null];
      throw error;
    }
  });
}

/** The sources in the build context that an instruction of the runtime reads; all of it where that cannot be told. */
function contextSources(instruction: Instruction, dockerfile: Dockerfile, scope: Scope): string[] {
  const expand = (word: string) => {
    try {
      return scope.expand(word, instruction);
    } catch (error) {
      if (error instanceof FromBase || error instanceof Inexact) return '.';
      throw error;
    }
  };
  // A stage that stands on this one may copy anything then.
  if (instruction.keyword === 'ONBUILD') return ['.'];
  if (isCopy(instruction) && !instruction.flags.has('from')) {
    const sources = wordsOf(instruction, dockerfile.escapeToken).slice(0, -1);
    return sources.filter((word) => !word.startsWith('<<') && !/^https?:/.test(word)).map(expand);
  }
  if (instruction.keyword !== 'RUN') return [];
  const mounts = (instruction.flags.get('mount') ?? '').split(' ').map((mount) => new Map(mount.split(',').map(pair)));
  return mounts
    .filter(
      (mount) => mount.size > 0 && (mount.get('type') ?? 'bind') === 'bind' && !mount.has('from') && !mount.has(''),
    )
    .map((mount) => expand(mount.get('source') ?? mount.get('src') ?? '.'));
}

function pair(option: string): [string, string] {
  const [name = '', ...value] = option.split('=');
  return [name, value.join('=')];
}

async function describeSource(source: string, context: Context, sources: ContextEntry[]): Promise<unknown[]> {
  const found = context.resolve(source).map(({ entry }) => entry);
  sources.push(...found);
  const lines: unknown[] = [];
  for (const entry of found.flatMap((each) => context.walk(each))) lines.push(await describeFile(entry, context));
  return lines;
}

async function describeFile({ path, type, mode, target }: ContextEntry, context: Context): Promise<unknown[]> {
  if (type === 'symlink') return ['file', path, type, target];
  if (type === 'directory') return ['file', path, type, mode];
  const digest = await digestOfFile(join(context.root, path));
  return ['file', path, type, mode, digest.replace('sha256:', '')];
}
