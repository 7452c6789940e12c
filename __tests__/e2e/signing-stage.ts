import { join } from 'node:path';
import { bundleFromJSON } from '@sigstore/bundle';
import { TrustedRoot } from '@sigstore/protobuf-specs';
import { toSignedEntity, toTrustMaterial, Verifier } from '@sigstore/verify';
import { claimsOfPush, type JobClaims } from '../../sandbox/sigstore/identity.ts';
import { type SigstoreServer, startSigstore } from '../../sandbox/sigstore/index.ts';
import { IMAGE, SOURCE, type Stage } from '../../sandbox/stage/stage.ts';
import type { Manifest } from '../../src/image/oci/manifest.ts';
import { openRegistry } from '../../src/registry/client.ts';
import { PLAIN_MACHINE } from '../../src/registry/machine.ts';

export const WORKFLOW = `${SOURCE}/.github/workflows/deploy.yaml@refs/heads/main`;

/** Starts a Sigstore for the jobs of a stage. `claims` changes those of the job. */
export function startStageSigstore(stage: Stage, claims: Partial<JobClaims> = {}): Promise<SigstoreServer> {
  return startSigstore({
    serverUrl: stage.github.url,
    issuer: issuerOf(stage),
    trustedRoot: join(stage.directory, 'trusted_root.json'),
    claims: () => ({ ...jobClaims(stage), ...claims }),
  });
}

export function issuerOf(stage: Stage): string {
  return `${stage.github.url}/_services/token`;
}

/** The claims of the job that deploys. */
export function jobClaims(stage: Stage): JobClaims {
  return claimsOfPush({ repository: SOURCE, sha: stage.first });
}

/** The environment of a job with `id-token: write`, and with a Sigstore of its own. */
export function signingEnvironment(stage: Stage, sigstore: SigstoreServer): Record<string, string> {
  return { ...stage.environment, ...sigstore.tokenEnvironment, ...sigstore.environment };
}

export interface VerifiedStatement {
  readonly predicateType: string;
  readonly subject: readonly { readonly digest: { readonly sha256: string } }[];
  readonly predicate: Readonly<Record<string, unknown>>;
  readonly signer: string | undefined;
}

/** Returns the statements that are attached to an image and that Sigstore's own verifier accepts. */
export async function readVerified(
  stage: Stage,
  sigstore: SigstoreServer,
  digest: string,
): Promise<readonly VerifiedStatement[]> {
  const verifier = new Verifier(toTrustMaterial(TrustedRoot.fromJSON(sigstore.trustedRoot)));
  const bundles = await readBundles(stage, digest);
  return bundles.map((bundle) => {
    const { identity } = verifier.verify(toSignedEntity(bundleFromJSON(bundle)));
    const { payload } = (bundle as { dsseEnvelope: { payload: string } }).dsseEnvelope;
    return { ...JSON.parse(Buffer.from(payload, 'base64').toString()), signer: identity?.subjectAlternativeName };
  });
}

/** Returns the bundles that are attached to an image. */
export async function readBundles(stage: Stage, digest: string): Promise<readonly unknown[]> {
  const registry = openStageRegistry(stage);
  const listed = (await registry.listReferrers(digest)) ?? [];
  const bundles = listed.filter(({ artifactType }) => artifactType?.includes('sigstore.bundle'));
  return Promise.all(
    bundles.map(async (each) => {
      const manifest: Manifest = JSON.parse(String((await registry.getManifest(each.digest))?.bytes));
      const [layer] = manifest.layers;
      return layer === undefined ? undefined : JSON.parse(String(await registry.getBlob(layer)));
    }),
  );
}

/** Opens the registry of a stage. */
export function openStageRegistry(stage: Stage, { writes = false } = {}) {
  const image = { registry: IMAGE.split('/')[0] ?? '', repository: 'flux-airflow' };
  const registryEndpoints = stage.environment.FLUX_AIRFLOW_REGISTRY_ENDPOINTS;
  const credentials = { username: 'AWS', password: stage.pullPassword() };
  return openRegistry({ image, credentials, pullOnly: !writes, machine: { ...PLAIN_MACHINE, registryEndpoints } });
}
