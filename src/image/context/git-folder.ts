import { UserError } from '../../errors.ts';
import type { Instruction } from '../dockerfile/dockerfile.ts';
import type { Split } from '../dockerfile/split.ts';
import { FromBase, Variables } from '../dockerfile/words/variables.ts';
import type { Context, ContextEntry } from './context.ts';
import { contextSources, EVERYTHING } from './context-sources.ts';

const GIT = '.git';

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
    `Add this line to .dockerignore: **/${GIT}. If a stage needs git's history, name the folder: COPY ${GIT} …, or RUN --mount=type=bind,source=${GIT},….`,
    {
      findings: [
        { message: `${at} would be copied`, location: { file: path, ...(line === undefined ? {} : { line }) } },
      ],
    },
  );
}
