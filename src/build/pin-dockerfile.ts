import { readFile } from 'node:fs/promises';
import { parseDockerfile } from '../image/dockerfile.ts';
import { readIgnore } from '../image/ignore.ts';
import { keepWhole } from '../image/split.ts';
import { pinBases, resolveBases } from './bases.ts';
import type { PlanOptions } from './plan.ts';

/**
 * The text of a Dockerfile whose base images are named by digest, as the registry, or its mirror, has them now; and that
 * of its ignore file.
 * @throws UserError `base-image-missing`, `dockerfile-invalid`
 */
export async function pinDockerfile(options: PlanOptions): Promise<{ readonly text: string; readonly ignore: string }> {
  const { context, file, registryMirror } = options;
  const [text, { text: ignore }] = await Promise.all([readFile(file, 'utf8'), readIgnore(context, file)]);
  const split = keepWhole(parseDockerfile(text, file));
  return { text: pinBases(split, await resolveBases(split, options), registryMirror), ignore };
}
