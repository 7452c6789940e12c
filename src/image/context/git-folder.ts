import { UserError } from '../../errors.ts';
import type { Dockerfile, Instruction } from '../dockerfile/dockerfile.ts';
import { isCopy, type Split } from '../dockerfile/split.ts';
import { wordsOf } from '../dockerfile/words/instruction-words.ts';
import { FromBase, Variables } from '../dockerfile/words/variables.ts';
import type { Context, ContextEntry } from './context.ts';
import { contextSources, EVERYTHING } from './context-sources.ts';
import { type Ignore, makeIgnore } from './ignore.ts';

const GIT = '.git';
/** A path with the component `.git`, in a list of words or a mount. */
const NAMES_GIT = /(?:^|[\s/="',[])\.git(?=[\s/"',\]]|$)/;
/** Commands that read the history of the repository that they are in. */
const READS_HISTORY =
  /\bgit\s+(?:describe|rev-parse|rev-list|log|show|status|branch|tag|diff|name-rev|shortlog|submodule)\b/;
/** Commands that make a repository first. */
const MAKES_REPOSITORY = /\bgit\s+(?:[^&|;]*\s)?(?:clone|init)\b/;

/**
 * Returns the rules of a build context that lacks `.git` at any depth, so that all checkouts of a commit give one image.
 * BuildKit's own Git contexts lack it only at the root: the `.git` file of a submodule remains. Keeps `.git` where the
 * Dockerfile names it or BUILDKIT_CONTEXT_KEEP_GIT_DIR asks for it.
 * https://docs.docker.com/build/concepts/context/#keep-git-directory
 */
export function leaveOutGit(
  ignore: Ignore,
  dockerfile: Dockerfile,
  buildArgs: Readonly<Record<string, string>>,
): Ignore {
  const isKept = /^(?:1|t|true)$/i.test(buildArgs.BUILDKIT_CONTEXT_KEEP_GIT_DIR ?? '');
  const instructions = dockerfile.stages.flatMap((stage) => stage.instructions);
  return isKept || instructions.some(namesGit) ? ignore : makeIgnore(`${ignore.text}\n**/${GIT}\n`);
}

function namesGit({ keyword, rest, flags }: Instruction): boolean {
  const mounts = (flags.get('mount') ?? []).some((mount) => NAMES_GIT.test(mount));
  return mounts || (['COPY', 'ADD'].includes(keyword) && !flags.has('from') && NAMES_GIT.test(rest));
}

/**
 * Rejects a RUN that reads git's history after a copy of the folder that has it, because the context lacks `.git`.
 * @param written the context by the ignore file as written, where `.git` still is
 * @throws UserError `git-folder-copied`
 */
export function rejectHistoryReader({ path, stages }: Dockerfile, written: Context): void {
  const hasGit = (source: string) =>
    written.resolve(source).some(({ entry: { path: at } }) => written.resolve(`${at}/${GIT}`).length > 0);
  for (const { instructions } of stages) {
    const index = instructions.findIndex(
      (each) => isCopy(each) && !each.flags.has('from') && wordsOf(each).slice(0, -1).some(hasGit),
    );
    const reader = index === -1 ? undefined : instructions.slice(index).find(readsHistory);
    if (reader !== undefined) throw noHistory(path, reader);
  }
}

function readsHistory(instruction: Instruction): boolean {
  const text = commandsOf(instruction);
  return instruction.keyword === 'RUN' && READS_HISTORY.test(text) && !MAKES_REPOSITORY.test(text);
}

function commandsOf({ rest, heredocs }: Instruction): string {
  return [rest, ...heredocs.map(({ content }) => content)].join('\n');
}

function noHistory(file: string, instruction: Instruction): UserError {
  const { line } = instruction;
  const command = READS_HISTORY.exec(commandsOf(instruction))?.[0] ?? 'git';
  return new UserError(
    'git-folder-copied',
    `${file} line ${line} executes ${command}, but no copy contains ${GIT}, as in a build from a Git URL.`,
    `Mount the folder for that line: RUN --mount=type=bind,source=${GIT},target=${GIT} ….`,
    { findings: [{ message: `${command} needs ${GIT}`, location: { file, line } }] },
  );
}

export interface CodeContext {
  readonly split: Split;
  readonly buildArgs: Readonly<Record<string, string>>;
  readonly platform: string;
  readonly context: Context;
}

/**
 * Rejects a `.git` that the code copies, as far as its sources are known without the runtime image.
 * @throws UserError `git-folder-copied`
 */
export function rejectGitInCode({ split, buildArgs, platform, context }: CodeContext): void {
  const { dockerfile, lineage, code } = split;
  const scope = new Variables(dockerfile, buildArgs, platform, () => {
    throw new FromBase();
  });
  for (const instruction of lineage.flatMap((stage) => stage.instructions)) scope.apply(instruction);
  for (const instruction of code) {
    scope.apply(instruction);
    for (const source of contextSources(instruction, scope)) {
      if (source === EVERYTHING) continue;
      const entries = context.resolve(source.path).flatMap(({ entry }) => context.walk(entry));
      rejectGitFolder(entries, { path: dockerfile.path, instruction, source: source.path, isKnown: true });
    }
  }
}

export interface CopiedBy {
  /** The path of the Dockerfile in messages. */
  readonly path: string;
  /** Absent if the whole context may be copied. */
  readonly instruction?: Instruction | undefined;
  /** As the instruction names it. */
  readonly source: string;
  /** `false` if the instruction may copy anything. */
  readonly isKnown: boolean;
}

/**
 * Rejects the `.git` of a checkout that is copied with its parent folder. It contains the token of the checkout, and it
 * differs between two checkouts of one commit. Allows an instruction that names `.git` itself.
 * @throws UserError `git-folder-copied`
 */
export function rejectGitFolder(
  entries: readonly ContextEntry[],
  { path, instruction, source, isKnown }: CopiedBy,
): void {
  if (source.split('/').includes(GIT)) return;
  const found = entries.find((entry) => entry.path.split('/').includes(GIT));
  if (found === undefined) return;
  const at = found.path.slice(0, found.path.lastIndexOf(GIT) + GIT.length);
  const line = instruction?.line;
  const place = line === undefined ? path : `${path} line ${line}`;
  const message = isKnown
    ? `${place} copies ${at} into the image, with the credentials of actions/checkout in it.`
    : `${place} may copy anything in the build context, and the context contains ${at}.`;
  throw new UserError(
    'git-folder-copied',
    message,
    `The Dockerfile names ${GIT} elsewhere, so the build context contains it. Copy folders that lack it, or mount it where a stage needs git's history: RUN --mount=type=bind,source=${GIT},….`,
    {
      findings: [
        { message: `${at} would be copied`, location: { file: path, ...(line === undefined ? {} : { line }) } },
      ],
    },
  );
}
