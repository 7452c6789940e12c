import { relative } from 'node:path';
import { Context } from '../../image/context/context.ts';
import { leaveOutGit, rejectGitInCode, rejectHistoryReader } from '../../image/context/git-folder.ts';
import { readIgnore } from '../../image/context/ignore.ts';
import { requireOwnFrontend } from '../../image/dockerfile/frontend.ts';
import { inlineTriggers } from '../../image/dockerfile/inline-triggers.ts';
import { parseDockerfile } from '../../image/dockerfile/parse-dockerfile.ts';
import { rejectNeedsDocker } from '../../image/dockerfile/reject-needs-docker.ts';
import { selectTarget } from '../../image/dockerfile/select-target.ts';
import { keepWhole, splitDockerfile } from '../../image/dockerfile/split.ts';
import { globalArgs, lookupIn } from '../../image/dockerfile/words/variables.ts';
import { runtimeKey } from '../../image/runtime/runtime-key.ts';
import type { PlanOptions } from '../options.ts';
import { findPartialContext } from '../runtime/partial-context.ts';
import type { BaseDigests } from '../shared-work.ts';
import { resolveBases } from './bases.ts';
import type { Extent, Plan } from './plan.ts';
import { readDockerfile } from './read-dockerfile.ts';

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
  const [text, ownIgnore] = await Promise.all([readDockerfile(file), readIgnore(options.context, file)]);
  const name = relative(options.workspace ?? options.context, file);
  const written = selectTarget(parseDockerfile(text, name), options.target);
  const ignore = leaveOutGit(ownIgnore, written, buildArgs);
  const context = new Context(options.context, ignore);
  if (ignore !== ownIgnore) rejectHistoryReader(written, new Context(options.context, ownIgnore));
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
  return { ...plan, triggers, partialContext: findPartialContext(split, context, options) };
}
