import { makeAttestations } from '../image/attestations.ts';
import type { StoredManifest } from '../image/manifest.ts';
import { digestSet, type RunRecord } from '../image/provenance.ts';
import type { Referrer } from '../image/referrer.ts';
import type { ImageName } from '../registry/reference.ts';
import type { Base } from './bases.ts';
import type { Runtime } from './runtime.ts';

export interface AttestOptions {
  readonly image: ImageName;
  readonly commit: string;
  /** The page of the source repository. */
  readonly sourceUrl: string;
  /** The run that makes the image; without it nothing is said about where it comes from. */
  readonly run?: RunRecord;
}

/** Provenance and SBOM of an image that was made of its commit, a runtime and that one's base images. */
export function attest(
  manifest: StoredManifest,
  runtime: Runtime,
  bases: readonly Base[],
  { image, commit, sourceUrl, run }: AttestOptions,
): Referrer[] {
  if (run === undefined) return [];
  const name = `${image.registry}/${image.repository}`;
  const dependencies = [
    { uri: `git+${sourceUrl}`, digest: { gitCommit: commit } },
    { uri: `${name}:${runtime.tag}`, digest: digestSet(runtime.manifest.digest) },
    ...bases.map((base) => ({ uri: base.name, digest: digestSet(base.digest) })),
  ];
  return makeAttestations(manifest, runtime.files.packages, { name, run, dependencies });
}
