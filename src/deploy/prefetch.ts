import { buildImage } from '../build/build.ts';
import type { DeploymentRequest } from '../gitops/request.ts';
import type { BuiltImage } from '../image/oci/image.ts';
import type { StoredManifest } from '../image/oci/manifest.ts';
import { findPresent, type Present } from '../push/find-present.ts';
import { fetchDeployedManifest } from '../push/same-as-deployed.ts';
import type { DeployOptions } from './options.ts';

export interface PrefetchedImage {
  readonly built: Promise<BuiltImage>;
  /** What the registry has of it. */
  readonly present: Promise<Present>;
  /** The manifest of what is deployed under a tag; `null`: nothing is. */
  deployed(tag: string | null): Promise<StoredManifest | undefined>;
}

/**
 * Begins an image while GitHub answers: all of it that only reads is done. Nothing is built or written before `permitted`
 * is done; where it never is, nothing more happens, and nothing keeps the process.
 */
export function prefetchImage(options: DeployOptions, permitted: Promise<void>): PrefetchedImage {
  const { request, build } = options;
  const { registry } = build;
  registry.holdUntil(permitted);
  const guess = guessDeployed(request);
  const ask = (tag: string | null) => eager(fetchDeployedManifest(registry, tag));
  const guessed = ask(guess);
  const built = eager(buildImage({ ...build, permitted }));
  return {
    built,
    present: eager(built.then((image) => findPresent(registry, image))),
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
