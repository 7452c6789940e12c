import { join } from 'node:path';
import type { SerializedBundle } from '@sigstore/bundle';
import { startRegistry } from '../../sandbox/registry/index.ts';
import type { JobClaims } from '../../sandbox/sigstore/identity.ts';
import { startSigstore } from '../../sandbox/sigstore/index.ts';
import { APPROVAL_PREDICATE } from '../../src/attestation/approval-predicate.ts';
import { openSigner, PREDICATE_ANNOTATION } from '../../src/attestation/sign.ts';
import { statementAbout } from '../../src/attestation/statements.ts';
import { blobOf } from '../../src/image/oci/blob.ts';
import { digestOf } from '../../src/image/oci/digest.ts';
import type { Manifest, StoredManifest } from '../../src/image/oci/manifest.ts';
import { OCI_MANIFEST } from '../../src/image/oci/media-types.ts';
import { makeReferrer } from '../../src/image/oci/referrer.ts';
import { attachReferrers, uploadReferrers } from '../../src/push/attach.ts';
import { openRegistry } from '../../src/registry/client.ts';
import { permitWrites } from '../../src/write-permission.ts';

export const SERVER = 'https://github.com';
export const ISSUER = 'https://token.actions.githubusercontent.com';
export const WORKFLOW = 'acme/airflow/.github/workflows/deploy.yaml@refs/heads/main';
const CLAIMS: JobClaims = {
  repository: 'acme/airflow',
  sha: 'a'.repeat(40),
  ref: 'refs/heads/main',
  event_name: 'push',
  job_workflow_ref: WORKFLOW,
  run_id: '7',
  run_attempt: '1',
  repository_visibility: 'private',
};

/** What is unusual about a signed approval. */
export interface Signed {
  readonly claims?: Partial<JobClaims>;
  readonly predicate?: object;
  readonly withoutLog?: boolean;
  readonly change?: (bundle: SerializedBundle) => unknown;
  /** The digest that the statement is about. */
  readonly about?: string;
}

export const OF_ANOTHER_REPOSITORY: Signed = {
  claims: { repository: 'acme/evil', job_workflow_ref: WORKFLOW.replace('airflow', 'evil') },
};
export const OF_ANOTHER_WORKFLOW: Signed = { claims: { job_workflow_ref: WORKFLOW.replace('deploy', 'test') } };
export const ABOUT_ANOTHER_IMAGE: Signed = { about: `sha256:${'0'.repeat(64)}` };
export const WITH_ANOTHER_SOURCE: Signed = {
  predicate: { source: { repository: `${SERVER}/acme/evil`, commit: 'a' } },
};

/** Changes what was signed, without a new signature. */
export function alterPredicate(bundle: SerializedBundle): unknown {
  const { dsseEnvelope } = bundle as { dsseEnvelope: { payload: string } };
  const text = Buffer.from(dsseEnvelope.payload, 'base64').toString().replace('acme/airflow', 'acme/other');
  return { ...bundle, dsseEnvelope: { ...dsseEnvelope, payload: Buffer.from(text).toString('base64') } };
}

/** Removes what shows that the certificate was valid at the time of the signature. */
export function removeTime(bundle: SerializedBundle): unknown {
  const material = { ...bundle.verificationMaterial, tlogEntries: [], timestampVerificationData: {} };
  return { ...bundle, verificationMaterial: material };
}

export type SignedImages = Awaited<ReturnType<typeof startSignedImages>>;

/** Starts a registry for images that a job of the sandbox's Sigstore signs, as a deployment does. */
export async function startSignedImages(directory: string) {
  const trustedRoot = join(directory, 'trusted_root.json');
  const sandbox = await startRegistry({ directory: join(directory, 'registry') });
  const sigstore = await startSigstore({ serverUrl: SERVER, trustedRoot, claims: () => CLAIMS });
  const registry = openRegistry({ image: { registry: sandbox.host, repository: 'flux-airflow' } });
  let images = 0;

  /** Pushes an image without layers. */
  async function pushImage(): Promise<StoredManifest> {
    images += 1;
    const config = blobOf(Buffer.from(JSON.stringify({ os: 'linux', architecture: 'amd64', created: String(images) })));
    await registry.putBlob(config);
    const described = {
      mediaType: 'application/vnd.oci.image.config.v1+json',
      digest: config.digest,
      size: config.size,
    };
    const manifest: Manifest = { schemaVersion: 2, mediaType: OCI_MANIFEST, config: described, layers: [] };
    const bytes = Buffer.from(JSON.stringify(manifest));
    const stored = { mediaType: OCI_MANIFEST, digest: digestOf(bytes), bytes };
    await registry.putManifest(stored.digest, stored);
    return stored;
  }

  /** Signs an approval of an image and attaches it, as a deployment does. Returns the image. */
  async function sign({ claims, withoutLog = false, change, about, predicate: more }: Signed = {}): Promise<string> {
    const manifest = await pushImage();
    const { digest } = manifest;
    const { url } = sigstore.service;
    const services = { fulcio: url, tsa: url, ...(withoutLog ? {} : { rekor: url }) };
    const token = sigstore.identity.issue({ ...CLAIMS, ...claims }, 'sigstore');
    const predicate = {
      source: { repository: `${SERVER}/acme/airflow`, commit: CLAIMS.sha },
      pullRequests: [],
      ...more,
    };
    const subject = about === undefined ? manifest : { ...manifest, digest: about };
    const statement = statementAbout('flux-airflow', subject, APPROVAL_PREDICATE, predicate);
    const [signed] = await (await openSigner(services, async () => token)).sign([statement]);
    if (signed === undefined) throw new Error('nothing was signed');
    const bundle = Buffer.from(JSON.stringify(change?.(signed.bundle) ?? signed.bundle));
    const annotations = { [PREDICATE_ANNOTATION]: APPROVAL_PREDICATE, 'dev.sigstore.bundle.content': 'dsse-envelope' };
    const referrer = makeReferrer(manifest, signed.bundle.mediaType, bundle, annotations);
    const options = {
      registry,
      image: registry.image,
      built: { tag: 'x', digest, manifest, blobs: [] },
      permission: permitWrites(),
      dryRun: false,
      signatures: { count: 1, referrers: Promise.resolve([referrer]), isRequired: true },
    };
    const uploaded = await uploadReferrers(options);
    await attachReferrers(options, { status: 'fulfilled', value: uploaded }, { outcome: 'pushed', digest });
    return `${sandbox.host}/flux-airflow@${digest}`;
  }

  const close = () => Promise.all([sandbox.close(), sigstore.close()]);
  return { host: sandbox.host, trustedRoot: sigstore.trustedRoot, pushImage, sign, close };
}
