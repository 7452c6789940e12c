import { signingFailed } from '../attestation/errors.ts';
import { type Outcome, resultOf } from '../eager.ts';
import { UserError } from '../errors.ts';
import type { Blob } from '../image/oci/blob.ts';
import { digestOf } from '../image/oci/digest.ts';
import type { Descriptor, Index } from '../image/oci/manifest.ts';
import { OCI_INDEX } from '../image/oci/media-types.ts';
import { describeManifest, type Referrer } from '../image/oci/referrer.ts';
import type { Registry } from '../registry/client.ts';
import { fallbackTag, findReferrers, type Referrers } from '../registry/find-referrers.ts';
import { annotate } from '../runner/annotate.ts';
import type { Pushed, PushOptions, Signatures } from './options.ts';

/** Documents of one image whose content is in the registry, and which of them the image lacks. */
export interface UploadedReferrers {
  readonly subject: string;
  readonly known: Referrers;
  readonly missing: readonly Referrer[];
}

/**
 * Uploads documents of an image and its platforms, and finds those that each of them lacks: the types of documents that it
 * does not have, and each signature of this run, because another of the same type can be by anyone. The image need not
 * exist yet.
 * @param documents the documents without a signature
 */
export async function uploadReferrers(
  { registry, built, dryRun, signatures }: PushOptions,
  documents: readonly Referrer[] = built.referrers ?? [],
): Promise<readonly UploadedReferrers[]> {
  if (dryRun || (documents.length === 0 && signatures === undefined)) return [];
  const subjects = [...new Set([built.digest, ...(built.referrers ?? []).map(({ subject }) => subject)])];
  const [known, signed] = await Promise.all([
    Promise.all(subjects.map((subject) => findReferrers(registry, subject))),
    uploadSignatures(registry, signatures),
    uploadDocuments(registry, documents),
  ]);
  return subjects.map((subject, index) => {
    const found = known[index] ?? { byRegistry: true, manifests: [] };
    const types = new Set(found.manifests.map(({ artifactType }) => artifactType));
    const isOfSubject = (document: Referrer) => document.subject === subject;
    const plain = documents.filter((each) => isOfSubject(each) && !types.has(each.artifactType));
    return { subject, known: found, missing: [...plain, ...signed.filter(isOfSubject)] };
  });
}

/**
 * Attaches uploaded documents to a pushed image. An image without them is complete, so a failure is a warning, unless they
 * are required signatures.
 * @throws UserError `signing-failed`
 */
export async function attachReferrers(
  { registry, built, signatures }: PushOptions,
  uploaded: Outcome<readonly UploadedReferrers[]>,
  pushed: Pushed,
): Promise<void> {
  try {
    const subjects = resultOf(uploaded);
    // If the tag has another image, that image has documents of its own. This run signs only what it built.
    if (pushed.digest === built.digest) await Promise.all(subjects.map((subject) => attachTo(registry, subject)));
  } catch (error) {
    if (signatures?.isRequired) throw error instanceof UserError ? error : signingFailed(error);
    const reason = error instanceof Error ? error.message : String(error);
    annotate('warning', 'provenance and SBOM are not attached', reason);
  }
}

async function attachTo(registry: Registry, { subject, known, missing }: UploadedReferrers): Promise<void> {
  await Promise.all(missing.map(({ manifest }) => registry.putManifest(manifest.digest, manifest)));
  if (!known.byRegistry && missing.length > 0) await tagReferrers(registry, subject, known.manifests, missing);
}

async function uploadDocuments(registry: Registry, referrers: readonly Referrer[]): Promise<void> {
  const blobs = new Map(referrers.flatMap((referrer) => referrer.blobs).map((blob) => [blob.digest, blob]));
  await Promise.all([...blobs.values()].map((blob) => putMissing(registry, blob)));
}

/** Uploads a blob that is missing. Most exist: the empty config, and the package list of an unchanged runtime. */
async function putMissing(registry: Registry, blob: Blob): Promise<void> {
  if (!(await registry.hasBlob(blob.digest))) await registry.putBlob(blob);
}

/** Uploads signatures as soon as they are made. Each is new, so the registry is not asked for it. */
async function uploadSignatures(registry: Registry, signatures: Signatures | undefined): Promise<readonly Referrer[]> {
  if (signatures === undefined) return [];
  const begun = Array.from({ length: signatures.count }, () => registry.beginUpload());
  const signed = await signatures.referrers;
  const [first] = signed;
  await Promise.all([
    ...signed.map(({ blobs: [content] }, index) => content && registry.putBlob(content, begun[index])),
    ...(first?.blobs.slice(1) ?? []).map((empty) => putMissing(registry, empty)),
  ]);
  return signed;
}

/** Pushes the index of referrers, for a registry that does not list them. */
async function tagReferrers(
  registry: Registry,
  subject: string,
  known: readonly Descriptor[],
  added: readonly Referrer[],
): Promise<void> {
  const manifests = added.map(({ artifactType, annotations, manifest }) => ({
    ...describeManifest(manifest),
    artifactType,
    ...(annotations === undefined ? {} : { annotations }),
  }));
  const index: Index = { schemaVersion: 2, mediaType: OCI_INDEX, manifests: [...known, ...manifests] };
  const bytes = Buffer.from(JSON.stringify(index));
  await registry.putManifest(fallbackTag(subject), { mediaType: OCI_INDEX, digest: digestOf(bytes), bytes });
}
