import type { StoredManifest } from '../oci/manifest.ts';
import { makeReferrer, type Referrer } from '../oci/referrer.ts';
import { makeStatement, STATEMENT_ANNOTATIONS, STATEMENT_TYPE, type StatementOptions } from './provenance.ts';
import type { PythonPackage } from './python-package.ts';
import { CYCLONEDX_TYPE, makeSbom } from './sbom.ts';

/** Makes the documents about an image: its provenance and its SBOM. */
export function makeAttestations(
  subject: StoredManifest,
  packages: readonly PythonPackage[],
  provenance: Omit<StatementOptions, 'digest'>,
): Referrer[] {
  return [makeProvenance(subject, provenance), makeReferrer(subject, CYCLONEDX_TYPE, makeSbom(packages))];
}

/** Makes the document that says who built an image from what. */
export function makeProvenance(subject: StoredManifest, provenance: Omit<StatementOptions, 'digest'>): Referrer {
  const statement = makeStatement({ ...provenance, digest: subject.digest });
  return makeReferrer(subject, STATEMENT_TYPE, statement, STATEMENT_ANNOTATIONS);
}
