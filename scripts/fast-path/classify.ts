import { Context } from '../../src/image/context/context.ts';
import { contextSources } from '../../src/image/context/context-sources.ts';
import { leaveOutGit, rejectGitInCode, rejectHistoryReader } from '../../src/image/context/git-folder.ts';
import { readIgnore } from '../../src/image/context/ignore.ts';
import { findBaseImages } from '../../src/image/dockerfile/base-images.ts';
import { requireOwnFrontend } from '../../src/image/dockerfile/frontend.ts';
import { inlineTriggers } from '../../src/image/dockerfile/inline-triggers.ts';
import { parseDockerfile } from '../../src/image/dockerfile/parse-dockerfile.ts';
import { rejectNeedsDocker } from '../../src/image/dockerfile/reject-needs-docker.ts';
import { type Split, splitDockerfile } from '../../src/image/dockerfile/split.ts';
import { globalArgs, lookupIn, Variables } from '../../src/image/dockerfile/words/variables.ts';
import { applyInstructions } from '../../src/image/layer/apply-instructions.ts';
import { runtimeKey } from '../../src/image/runtime/runtime-key.ts';
import { assumedRuntime } from './assumed-runtime.ts';
import { triggersOf } from './triggers.ts';

const PLATFORM = 'linux/amd64';

/** Which files of a Dockerfile's context are in its code layer, and which are part of its runtime. */
export interface Division {
  readonly split: Split;
  readonly context: Context;
  readonly code: ReadonlySet<string>;
  readonly runtime: ReadonlySet<string>;
}

/**
 * Divides the files of a build context as a deployment does, without a registry: the base images have made-up digests and
 * the accounts and folders of Airflow's image.
 * @throws NeedsDocker, UserError
 */
export async function divideContext(file: string, text: string, folder: string): Promise<Division> {
  const written = parseDockerfile(text, 'Dockerfile');
  const ownIgnore = await readIgnore(folder, file);
  const context = new Context(folder, leaveOutGit(ownIgnore, written, {}));
  rejectHistoryReader(written, new Context(folder, ownIgnore));
  const options = { buildArgs: {}, platform: PLATFORM, context };
  requireOwnFrontend(written, {});
  const lookup = lookupIn(globalArgs(written, {}, PLATFORM));
  const names = findBaseImages({ ...options, dockerfile: written, stages: written.stages }).map(({ name }) => name);
  const triggers = triggersOf(names);
  const dockerfile = triggers === undefined ? written : inlineTriggers(written, triggers, options.context);
  const split = splitDockerfile(dockerfile, lookup);
  rejectNeedsDocker(split);
  rejectGitInCode({ ...options, split });
  const bases = new Map(names.map((name) => [name, 'sha256:0']));
  const { lines } = await runtimeKey({ ...options, split, bases });
  const user = split.runtime.at(-1)?.instructions.findLast(({ keyword }) => keyword === 'USER')?.rest;
  const known = user?.includes('$') ? undefined : user;
  await applyInstructions({ ...options, split, ...assumedRuntime(text, known) });
  return { split, context: options.context, code: filesOfCode(split, options.context), runtime: filesIn(lines) };
}

function filesOfCode(split: Split, context: Context): ReadonlySet<string> {
  const { env } = assumedRuntime('');
  const scope = new Variables(split.dockerfile, {}, PLATFORM, (name) => env.get(name));
  const paths = split.code.flatMap((instruction) => {
    scope.apply(instruction);
    const sources = contextSources(instruction, scope).flatMap(({ path }) => context.resolve(path));
    return sources.flatMap(({ entry }) => context.walk(entry)).map(({ path }) => path);
  });
  return new Set(paths);
}

/** Returns the paths of the files that a runtime's key covers. */
function filesIn(lines: readonly string[]): ReadonlySet<string> {
  const parsed: string[][] = lines.map((line) => JSON.parse(line));
  return new Set(parsed.filter(([kind]) => kind === 'file').map(([, path = '']) => path));
}
