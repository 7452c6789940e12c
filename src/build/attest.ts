import { makeAttestations } from '../image/attest/attestations.ts';
import { digestSet } from '../image/attest/provenance.ts';
import type { StoredManifest } from '../image/oci/manifest.ts';
import type { Referrer } from '../image/oci/referrer.ts';
import type { Base } from './bases.ts';
import type { AttestOptions } from './options.ts';
import type { Runtime } from './runtime/runtime.ts';

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
