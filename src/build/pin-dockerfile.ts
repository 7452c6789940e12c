import { readIgnore } from '../image/context/ignore.ts';
import { parseDockerfile } from '../image/dockerfile/dockerfile.ts';
import { keepWhole } from '../image/dockerfile/split.ts';
import { pinBases, resolveBases } from './bases.ts';
import type { PlanOptions } from './options.ts';
import { readDockerfile } from './read-dockerfile.ts';

/**
 * The text of a Dockerfile whose base images are named by digest, as the registry, or its mirror, has them now; and that
 * of its ignore file.
 * @throws UserError `dockerfile-missing`, `dockerfile-invalid`, `dockerignore-pattern`, and those of `resolveBases`
 */
export async function pinDockerfile(options: PlanOptions): Promise<{ readonly text: string; readonly ignore: string }> {
  const { context, file, registryMirror } = options;
  const [text, { text: ignore }] = await Promise.all([readDockerfile(file), readIgnore(context, file)]);
  const split = keepWhole(parseDockerfile(text, file));
  return { text: pinBases(split, await resolveBases(split, options), registryMirror), ignore };
}
