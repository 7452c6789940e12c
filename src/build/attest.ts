import { makeAttestations, makeProvenance } from '../image/attest/attestations.ts';
import { digestSet } from '../image/attest/provenance.ts';
import type { BuiltImage } from '../image/oci/image.ts';
import { joinPlatforms, type PlatformImage } from '../image/oci/join-platforms.ts';
import type { StoredManifest } from '../image/oci/manifest.ts';
import type { Referrer } from '../image/oci/referrer.ts';
import type { AttestOptions } from './options.ts';
import type { Base } from './plan/bases.ts';
import type { Runtime } from './runtime/runtime.ts';

/**
 * Joins the images of several platforms in an index. Each platform has a provenance and an SBOM of its own; the index has
 * the provenance.
 */
export function joinAndAttest(images: readonly PlatformImage[], options: AttestOptions): BuiltImage {
  const joined = joinPlatforms(images);
  const { image, commit, sourceUrl, run } = options;
  if (run === undefined) return joined;
  const name = `${image.registry}/${image.repository}`;
  const dependencies = [
    { uri: `git+${sourceUrl}`, digest: { gitCommit: commit } },
    ...images.map((each) => ({ uri: `${name}@${each.image.digest}`, digest: digestSet(each.image.digest) })),
  ];
  const provenance = makeProvenance(joined.manifest, { name, run, dependencies });
  return { ...joined, referrers: [provenance, ...(joined.referrers ?? [])] };
}

/** Returns provenance and SBOM of an image that was made from a commit, a runtime and its base images. */
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
