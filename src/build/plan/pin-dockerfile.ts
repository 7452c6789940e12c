import { readIgnore } from '../../image/context/ignore.ts';
import { parseDockerfile } from '../../image/dockerfile/parse-dockerfile.ts';
import { selectTarget } from '../../image/dockerfile/select-target.ts';
import { keepWhole } from '../../image/dockerfile/split.ts';
import type { PlanOptions } from '../options.ts';
import { pinBases, resolveBases } from './bases.ts';
import { readDockerfile } from './read-dockerfile.ts';

/**
 * Returns the text of a Dockerfile with its base images pinned to their current digests, and the text of its ignore file.
 * @throws UserError `dockerfile-missing`, `dockerfile-invalid`, `dockerignore-pattern`, and those of `resolveBases`
 */
export async function pinDockerfile(options: PlanOptions): Promise<{ readonly text: string; readonly ignore: string }> {
  const { context, file, registryMirror } = options;
  const [text, { text: ignore }] = await Promise.all([readDockerfile(file), readIgnore(context, file)]);
  const split = keepWhole(selectTarget(parseDockerfile(text, file), options.target));
  return { text: pinBases(split, await resolveBases(split, options), registryMirror), ignore };
}
