import type { Instruction } from '../dockerfile/dockerfile.ts';
import { parseHeredoc } from '../dockerfile/heredoc.ts';
import { type Mount, mountsOf } from '../dockerfile/mounts.ts';
import { NeedsDocker } from '../dockerfile/needs-docker.ts';
import { flagOf } from '../dockerfile/parse-dockerfile.ts';
import { isCopy } from '../dockerfile/split.ts';
import { wordsOf } from '../dockerfile/words/instruction-words.ts';
import { FromBase, type Variables } from '../dockerfile/words/variables.ts';

/** A path that an instruction reads from the build context. */
export interface ContextSource {
  /** As written in COPY, with variables expanded. */
  readonly path: string;
  /** Includes everything below, and the targets of links, because the instruction selects by rules of its own. */
  readonly isPrefix: boolean;
}

/** The source of an instruction that may read anything. */
export const EVERYTHING: ContextSource = { path: '.', isPrefix: false };
/** The flags of COPY and ADD that never select more files. */
const KNOWN_FLAGS = new Set(['from', 'chown', 'chmod', 'link', 'exclude', 'keep-git-dir', 'checksum', 'unpack']);
/** The mount types that do not read the context. */
const OTHER_MOUNTS = new Set(['cache', 'tmpfs', 'secret', 'ssh']);

/** Returns what an instruction reads from the build context: everything if that is unknown. */
export function contextSources(instruction: Instruction, scope: Variables): ContextSource[] {
  // A stage that is built on this one may then copy anything.
  if (instruction.keyword === 'ONBUILD') return [EVERYTHING];
  const expand = (word: string) => tryExpand(word, instruction, scope);
  if (isCopy(instruction)) return copySources(instruction, expand);
  return mountsOf(instruction).flatMap((mount) => mountSource(mount, expand));
}

type Expand = (word: string) => string | undefined;

function copySources(instruction: Instruction, expand: Expand): ContextSource[] {
  const from = flagOf(instruction, 'from') ?? '';
  if (from.includes('$')) return [EVERYTHING];
  if (from !== '') return [];
  const parents = flagOf(instruction, 'parents') ?? 'false';
  const isKnown = [...instruction.flags.keys()].every((name) => name === 'parents' || KNOWN_FLAGS.has(name));
  return wordsOf(instruction)
    .slice(0, -1)
    .filter((word) => parseHeredoc(word) === undefined)
    .flatMap((word) => {
      const path = expand(word);
      if (path === undefined || !isKnown || hasSlashInSet(path)) return [EVERYTHING];
      // A URL is not in the context, but `git:x` may be a file.
      return [parents.toLowerCase() === 'false' ? { path, isPrefix: false } : { path: prefixOf(path), isPrefix: true }];
    });
}

/** Returns whether brackets contain a slash, which `Context.resolve` reads as the end of a component. */
export function hasSlashInSet(path: string): boolean {
  return /\[[^\]]*\//.test(path);
}

/** Returns the folders before the first wildcard; `/./` only marks where the copied path begins. */
function prefixOf(path: string): string {
  const components = path.split('/');
  const wildcard = components.findIndex((component) => /[*?[\\]/.test(component));
  return components.slice(0, wildcard === -1 ? undefined : wildcard).join('/') || '.';
}

function mountSource(mount: Mount | undefined, expand: Expand): ContextSource[] {
  if (mount === undefined) return [EVERYTHING];
  const type = (mount.get('type') ?? 'bind').toLowerCase();
  if (OTHER_MOUNTS.has(type) || (mount.get('from') ?? '') !== '') return [];
  if (type !== 'bind' || (mount.has('source') && mount.has('src'))) return [EVERYTHING];
  const path = expand(mount.get('source') ?? mount.get('src') ?? '.');
  return [path === undefined ? EVERYTHING : { path: path || '.', isPrefix: false }];
}

/** Returns `undefined` if the value comes from the base image, or if only BuildKit knows it. */
function tryExpand(word: string, instruction: Instruction, scope: Variables): string | undefined {
  try {
    return scope.expand(word, instruction);
  } catch (error) {
    if (error instanceof FromBase || error instanceof NeedsDocker) return undefined;
    throw error;
  }
}
