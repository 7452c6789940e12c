import { relative } from 'node:path';
import { Context, type ContextEntry } from '../image/context/context.ts';
import { rejectGitInCode } from '../image/context/git-folder.ts';
import { type Ignore, readIgnore } from '../image/context/ignore.ts';
import { parseDockerfile } from '../image/dockerfile/dockerfile.ts';
import { requireOwnFrontend } from '../image/dockerfile/frontend.ts';
import { inlineTriggers } from '../image/dockerfile/inline-triggers.ts';
import { rejectNeedsDocker } from '../image/dockerfile/reject-needs-docker.ts';
import { selectTarget } from '../image/dockerfile/select-target.ts';
import { keepWhole, type Split, splitDockerfile } from '../image/dockerfile/split.ts';
import { globalArgs, lookupIn } from '../image/dockerfile/variables.ts';
import { type RuntimeKey, runtimeKey } from '../image/runtime/runtime-key.ts';
import { type Base, resolveBases } from './bases.ts';
import type { PlanOptions } from './options.ts';
import { readDockerfile } from './read-dockerfile.ts';
import { findPartialContext } from './runtime/partial-context.ts';
import type { BaseDigests } from './shared-work.ts';

/**
 * How much Docker has to build: the part that executes; all of the Dockerfile, if only Docker knows the exact result of
 * the rest; or all of it with all of the context, if only Docker knows what it copies.
 */
export type Extent = 'runtime' | 'whole' | 'whole-context';

/** A planned build, as far as it is known without the runtime image. */
export interface Plan {
  readonly extent: Extent;
  readonly split: Split;
  readonly context: Context;
  readonly ignore: Ignore;
  readonly bases: readonly Base[];
  /** The tag of the runtime image, and the inputs that it is a hash of. */
  readonly key: RuntimeKey;
  /** The ONBUILD instructions of the base image, which are part of `split`. */
  readonly triggers?: readonly string[];
  /** The part of the context that Docker gets; absent if it gets all of it. */
  readonly partialContext?: readonly ContextEntry[];
}

/**
 * Reads the Dockerfile, splits it, and computes the tag of its runtime. Calls only the base images' registries.
 * @param triggers the ONBUILD instructions of the base image
 * @param known the digests of base images that were looked up; new ones are added
 * @throws NeedsDocker; UserError `dockerfile-missing`, `dockerfile-invalid`, `dockerignore-pattern`, and those of `resolveBases`
 */
export async function planBuild(
  options: PlanOptions,
  extent: Extent = 'runtime',
  triggers?: readonly string[],
  known?: BaseDigests,
): Promise<Plan> {
  const { file, buildArgs, platform } = options;
  const [text, ignore] = await Promise.all([readDockerfile(file), readIgnore(options.context, file)]);
  const name = relative(options.workspace ?? options.context, file);
  const written = selectTarget(parseDockerfile(text, name), options.target);
  const context = new Context(options.context, ignore);
  const dockerfile = triggers === undefined ? written : inlineTriggers(written, triggers, context);
  const lookup = lookupIn(globalArgs(dockerfile, buildArgs, platform));
  const split = extent === 'runtime' ? splitDockerfile(dockerfile, lookup) : keepWhole(dockerfile);
  if (extent !== 'whole-context') requireOwnFrontend(dockerfile, buildArgs);
  rejectNeedsDocker(split);
  rejectGitInCode({ split, buildArgs, platform, context });
  const bases = await resolveBases(triggers === undefined ? split : keepWhole(written), options, known);
  const digests = new Map(bases.map((base) => [base.name, base.digest]));
  const wholeContext = extent === 'whole-context';
  const key = await runtimeKey({ split, buildArgs, platform, context, bases: digests, wholeContext });
  const plan = { extent, split, context, ignore, bases, key };
  if (triggers === undefined) return plan;
  return { ...plan, triggers, partialContext: findPartialContext(split, context, options, triggers.length) };
}
