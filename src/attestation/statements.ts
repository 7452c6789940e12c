import { digestSet, STATEMENT_TYPE } from '../image/attest/provenance.ts';
import { CYCLONEDX_TYPE } from '../image/attest/sbom.ts';
import { readBlob } from '../image/oci/blob.ts';
import type { BuiltImage } from '../image/oci/image.ts';
import type { StoredManifest } from '../image/oci/manifest.ts';
import type { Referrer } from '../image/oci/referrer.ts';

const IN_TOTO = 'https://in-toto.io/Statement/v1';
/** https://github.com/in-toto/attestation/blob/main/spec/predicates/cyclonedx.md */
export const CYCLONEDX_PREDICATE = 'https://cyclonedx.org/bom';

/** A statement to sign, and the image that it is about. */
export interface UnsignedStatement {
  readonly subject: StoredManifest;
  readonly predicateType: string;
  readonly bytes: Buffer;
}

/** Returns a statement about an image: https://github.com/in-toto/attestation/blob/main/spec/v1/statement.md */
export function statementAbout(
  name: string,
  subject: StoredManifest,
  predicateType: string,
  predicate: unknown,
): UnsignedStatement {
  const statement = {
    _type: IN_TOTO,
    subject: [{ name, digest: digestSet(subject.digest) }],
    predicateType,
    predicate,
  };
  return { subject, predicateType, bytes: Buffer.from(JSON.stringify(statement)) };
}

/** Returns the provenance and the SBOM of an image and of its platforms as statements. */
export async function describeImage(name: string, built: BuiltImage): Promise<readonly UnsignedStatement[]> {
  const manifests = new Map([built.manifest, ...(built.children ?? [])].map((each) => [each.digest, each]));
  const all = (built.referrers ?? []).map(async (referrer) => {
    const subject = manifests.get(referrer.subject);
    return subject === undefined ? [] : describeDocument(name, subject, referrer);
  });
  return (await Promise.all(all)).flat();
}

async function describeDocument(
  name: string,
  subject: StoredManifest,
  { artifactType, blobs: [document] }: Referrer,
): Promise<readonly UnsignedStatement[]> {
  if (document === undefined) return [];
  const bytes = await readBlob(document);
  if (artifactType === CYCLONEDX_TYPE)
    return [statementAbout(name, subject, CYCLONEDX_PREDICATE, JSON.parse(bytes.toString()))];
  if (artifactType !== STATEMENT_TYPE) return [];
  const { predicateType } = JSON.parse(bytes.toString());
  return [{ subject, predicateType, bytes }];
}
