import { join, posix } from 'node:path';
import { UserError } from '../../errors.ts';
import { isArchive } from '../context/archive.ts';
import type { Context, ContextEntry, Source } from '../context/context.ts';
import { hasSlashInSet } from '../context/context-sources.ts';
import { rejectGitFolder } from '../context/git-folder.ts';
import type { Dockerfile, Instruction } from '../dockerfile/dockerfile.ts';
import { type Heredoc, parseHeredoc } from '../dockerfile/heredoc.ts';
import { NeedsDocker } from '../dockerfile/needs-docker.ts';
import { flagOf } from '../dockerfile/parse-dockerfile.ts';
import { expandText } from '../dockerfile/words/expand.ts';
import { wordsOf } from '../dockerfile/words/instruction-words.ts';
import { WordError } from '../dockerfile/words/shell-words.ts';
import type { Variables } from '../dockerfile/words/variables.ts';
import type { RuntimeFiles } from '../runtime/runtime-files.ts';
import { type CopyAttributes, type CopyDestination, putFile, putSource } from './copy-files.ts';
import { type FileTree, type LayerEntry, TreeError } from './file-tree.ts';
import { parseOwner, ROOT } from './owner.ts';

export interface CopyTarget {
  readonly dockerfile: Dockerfile;
  readonly context: Context;
  readonly scope: Variables;
  readonly tree: FileTree;
  readonly files: RuntimeFiles;
  /** The folder for relative destinations. */
  readonly workingDirectory: string;
}

/** Applies COPY, or ADD of local files, to the tree; returns its history line. @throws NeedsDocker */
export async function copy(instruction: Instruction, target: CopyTarget): Promise<string> {
  const { dockerfile, scope, tree } = target;
  const words = wordsOf(instruction);
  const isHeredoc = (word: string) => parseHeredoc(word) !== undefined;
  const destination = scope.expand(words.at(-1) ?? '', instruction);
  const sources = words.slice(0, -1).map((word) => (isHeredoc(word) ? word : scope.expand(word, instruction)));
  rejectUnsupportedCopy(instruction, target, sources, destination);
  const place = { to: posix.resolve(target.workingDirectory, destination), isFolder: /(?:^|\/)\.?$/.test(destination) };
  const how = readAttributes(instruction, target);
  try {
    for (const heredoc of instruction.heredocs) putHeredoc(heredoc, place, how, target);
    for (const source of sources.filter((_, index) => !isHeredoc(words[index] ?? ''))) {
      for (const found of find(source, instruction, target)) {
        const from = target.context.walk(found.entry);
        rejectGitFolder(from, { path: dockerfile.path, instruction, source, isKnown: true });
        if (instruction.keyword === 'ADD') await rejectArchives(from, instruction, target);
        putSource(found, from, place, how, tree, target.context.root);
      }
    }
  } catch (error) {
    const isInexact = error instanceof TreeError || error instanceof WordError;
    throw isInexact ? new NeedsDocker(dockerfile, instruction, error.message) : error;
  }
  const flags = [...instruction.flags].flatMap(([name, values]) =>
    values.map((value) => `--${name}=${scope.expand(value, instruction)}`),
  );
  return [instruction.keyword, ...flags, ...sources, `${destination} # buildkit`].join(' ');
}

function readAttributes(instruction: Instruction, { dockerfile, scope, files, tree }: CopyTarget): CopyAttributes {
  const chown = flagOf(instruction, 'chown');
  const chmod = flagOf(instruction, 'chmod');
  const mode = chmod === undefined ? undefined : scope.expand(chmod, instruction);
  if (mode !== undefined && !/^[0-7]{1,4}$/.test(mode)) {
    throw new NeedsDocker(dockerfile, instruction, `--chmod=${mode} is not an octal number`);
  }
  if (chown === undefined) return { owner: ROOT, mode: mode === undefined ? undefined : Number.parseInt(mode, 8) };
  if (tree.adds('/etc/passwd') || tree.adds('/etc/group')) {
    throw new NeedsDocker(dockerfile, instruction, '--chown after a copy of /etc/passwd or /etc/group');
  }
  try {
    const owner = parseOwner(scope.expand(chown, instruction), files);
    return { owner, mode: mode === undefined ? undefined : Number.parseInt(mode, 8) };
  } catch (error) {
    throw new NeedsDocker(dockerfile, instruction, error instanceof Error ? error.message : String(error));
  }
}

function rejectUnsupportedCopy(
  instruction: Instruction,
  { dockerfile }: CopyTarget,
  sources: readonly string[],
  destination: string,
): void {
  if (sources.length === 0) throw new NeedsDocker(dockerfile, instruction, `${instruction.keyword} without a source`);
  if (sources.length > 1 && !destination.endsWith('/')) {
    throw new NeedsDocker(dockerfile, instruction, 'several sources need a destination that ends in “/”');
  }
}

function find(source: string, instruction: Instruction, { context, dockerfile }: CopyTarget): Source[] {
  if (hasSlashInSet(source)) throw new NeedsDocker(dockerfile, instruction, `${source} has a slash in brackets`);
  const found = context.resolve(source);
  const lost = found.find(({ entry }) => entry.type === 'symlink');
  const isWildcard = /[*?[]/.test(source);
  if (lost !== undefined && isWildcard) {
    throw new NeedsDocker(
      dockerfile,
      instruction,
      `${source} names the link ${lost.entry.path}, whose target is missing`,
    );
  }
  const exists = isWildcard ? hasParentOf(source, context) : lost === undefined && found.length > 0;
  if (exists) return found;
  throw new UserError(
    'dockerfile-source-missing',
    `${dockerfile.path} line ${instruction.line} copies ${source}, which is not in the build context.`,
    'Correct the path, which is relative to the input context, or make sure that .dockerignore does not exclude it.',
    {
      findings: [
        {
          message: `${source} is not in the build context`,
          location: { file: dockerfile.path, line: instruction.line },
        },
      ],
    },
  );
}

/** Returns whether the parent of a wildcard exists, as then it may match nothing: BuildKit treats a file as an empty folder. */
function hasParentOf(wildcard: string, context: Context): boolean {
  const parent = wildcard.slice(0, wildcard.search(/[*?[]/)).replace(/[^/]*$/, '');
  const [found] = context.resolve(parent);
  return found !== undefined && found.entry.type !== 'symlink';
}

function putHeredoc(heredoc: Heredoc, place: CopyDestination, how: CopyAttributes, { tree, scope }: CopyTarget): void {
  const text = heredoc.chomp ? heredoc.content.replace(/^\t+/gm, '') : heredoc.content;
  const bytes = Buffer.from(heredoc.expand ? expandText(text, scope.lookup) : text);
  const file: LayerEntry = { type: 'file', mode: how.mode ?? 0o644, ...how.owner, content: { bytes } };
  putFile(heredoc.name, file, place, how, tree);
}

async function rejectArchives(
  [entry]: readonly ContextEntry[],
  instruction: Instruction,
  { context, dockerfile }: CopyTarget,
): Promise<void> {
  if (entry?.type !== 'file' || !(await isArchive(join(context.root, entry.path)))) return;
  throw new NeedsDocker(dockerfile, instruction, `ADD unpacks the archive ${entry.path}`);
}
