import type { DeploymentRequest } from '../gitops/request.ts';
import type { BuiltImage } from '../image/oci/image.ts';
import type { StoredManifest } from '../image/oci/manifest.ts';
import type { Present } from '../push/find-present.ts';
import type { DeployOptions } from './options.ts';

export interface PrefetchedImage {
  /** What makes, compares and pushes it, once it is loaded. */
  readonly steps: Promise<Steps>;
  readonly built: Promise<BuiltImage>;
  /** What the registry has of it. */
  readonly present: Promise<Present>;
  /** The manifest of what is deployed under a tag; `null`: nothing is. */
  deployed(tag: string | null): Promise<StoredManifest | undefined>;
}

type Steps = typeof import('./image-steps.ts');

/**
 * Begins an image while GitHub answers: what makes it is loaded, and all of it that only reads is done. Nothing is built
 * or written before `permitted` is done; where it never is, nothing more happens, and nothing keeps the process.
 */
export function prefetchImage(options: DeployOptions, permitted: Promise<void>): PrefetchedImage {
  const { request, build } = options;
  const { registry } = build;
  registry.holdUntil(permitted);
  const guess = guessDeployed(request);
  const steps = import('./image-steps.ts');
  const ask = (tag: string | null) =>
    eager(steps.then(({ fetchDeployedManifest }) => fetchDeployedManifest(registry, tag)));
  const guessed = ask(guess);
  const built = eager(steps.then(({ buildImage }) => buildImage({ ...build, permitted })));
  return {
    steps,
    built,
    present: eager(Promise.all([steps, built]).then(([{ findPresent }, image]) => findPresent(registry, image))),
    deployed: (tag) => (tag === guess ? guessed : ask(tag)),
  };
}

/** Whoever awaits it sees its error; nobody does when nothing is to be deployed. */
function eager<T>(early: Promise<T>): Promise<T> {
  early.catch(() => {});
  return early;
}

/** What is deployed as a rule: the commit that the push came on top of. */
function guessDeployed({ run: { push }, version }: Pick<DeploymentRequest, 'run' | 'version'>): string | null {
  return push === undefined ? null : `${version.tagPrefix}${push.before}`;
}
