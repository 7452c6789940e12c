import { leaveOutGit } from '../../image/context/git-folder.ts';
import { readIgnore } from '../../image/context/ignore.ts';
import { parseDockerfile } from '../../image/dockerfile/parse-dockerfile.ts';
import { selectTarget } from '../../image/dockerfile/select-target.ts';
import { keepWhole } from '../../image/dockerfile/split.ts';
import type { PlanOptions } from '../options.ts';
import { pinBases, resolveBases } from './bases.ts';
import { readDockerfile } from './read-dockerfile.ts';

/**
 * Returns the text of a Dockerfile and of its ignore file. With a mirror of Docker Hub, the base images are pinned to their
 * current digests there.
 * @throws UserError `dockerfile-missing`, `dockerfile-invalid`, `dockerignore-pattern`, and those of `resolveBases`
 */
export async function pinDockerfile(options: PlanOptions): Promise<{ readonly text: string; readonly ignore: string }> {
  const { context, file, registryMirror } = options;
  const [text, ignore] = await Promise.all([readDockerfile(file), readIgnore(context, file)]);
  const split = keepWhole(selectTarget(parseDockerfile(text, file), options.target));
  const pinned =
    registryMirror === undefined ? text : pinBases(split, await resolveBases(split, options), registryMirror);
  return { text: pinned, ignore: leaveOutGit(ignore, split.dockerfile, options.buildArgs).text };
}
