import { type Answer, json, type Request } from '../http/message.ts';
import { type Context, requireDigest } from './context.ts';
import { formatDigest } from './digest.ts';
import { checkName } from './names.ts';

const INDEX = 'application/vnd.oci.image.index.v1+json';

/** Serves `GET …/referrers/<digest>?artifactType=`: an index of the manifests with that subject (distribution-spec 1.1, spec.md#listing-referrers). */
export function listReferrers(context: Context, request: Request): Answer {
  const subject = formatDigest(requireDigest(request.params.digest));
  const repository = context.conduct.find(checkName(request.params.name ?? ''));
  const wanted = request.url.searchParams.get('artifactType');
  const manifests = [...(repository?.manifests.values() ?? [])]
    .filter((manifest) => manifest.subject === subject)
    .filter((manifest) => wanted === null || manifest.artifactType === wanted)
    .map(({ mediaType, digest, bytes, artifactType, annotations }) => ({
      mediaType,
      digest,
      size: bytes.length,
      artifactType,
      annotations,
    }));
  const filtered = wanted === null ? {} : { 'oci-filters-applied': 'artifactType' };
  return json(200, { schemaVersion: 2, mediaType: INDEX, manifests }, { 'content-type': INDEX, ...filtered });
}
