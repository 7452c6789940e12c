import { UserError } from '../errors.ts';
import { evaluateGates } from '../gates/gates.ts';
import { isNoOp } from '../gates/no-op.ts';
import type { Clients, CommitRequest } from '../gitops/request.ts';
import type { StoredManifest } from '../image/oci/manifest.ts';
import type { Registry } from '../registry/client.ts';
import { isSameImage } from '../registry/same-image.ts';
import { closeStaleProposal } from './close-stale-proposal.ts';
import { commitTag } from './commit.ts';
import { hold } from './hold.ts';
import type { BumpResult } from './result.ts';
import { rollback } from './rollback.ts';

export interface BumpOptions extends Omit<CommitRequest, 'digest'> {
  /** The digest that the tag must have; without it whatever the registry holds. */
  readonly digest: string | undefined;
  /** The image's repository. */
  readonly registry: Registry;
}

export type Result = BumpResult & { readonly digest?: string };

/**
 * Does what was asked for with an image that is in the registry already.
 * @throws UserError `image-missing`, `digest-mismatch`, or of a guard
 */
export async function bumpValues(clients: Clients, options: BumpOptions): Promise<Result> {
  const { operation, registry, tag } = options;
  if (operation.kind === 'hold') return hold(clients, { ...options, operation });
  if (operation.kind !== 'rollback') return bumpTag(clients, options);
  const { digest } = checkDigest(options, await registry.getManifest(tag));
  return { ...(await rollback(clients, { ...options, digest })), digest };
}

/** Deploys the image: the guards, then the commit, unless it is what runs but for its name. */
async function bumpTag(clients: Clients, options: BumpOptions): Promise<Result> {
  const { registry, tag } = options;
  const [verdict, found] = await Promise.all([evaluateGates(clients, options), registry.getManifest(tag)]);
  if (verdict.outcome !== 'deployable') return closeStaleProposal(clients, options, verdict);
  const manifest = checkDigest(options, found);
  const { digest } = manifest;
  const { previousTag } = verdict;
  const deployed = previousTag === null ? undefined : await registry.getManifest(previousTag);
  const isSame = isNoOp(options, verdict, deployed) && (await isSameImage(registry, deployed, manifest));
  if (previousTag !== null && isSame) return { outcome: 'unchanged', previousTag, digest };
  return { ...(await commitTag(clients, { ...options, digest }, verdict)), digest };
}

function checkDigest({ image, tag, digest, gateLog }: BumpOptions, found: StoredManifest | undefined): StoredManifest {
  if (found === undefined) {
    throw new UserError(
      'image-missing',
      `${image} has no tag ${tag}: deploying it would stop Airflow with an image that cannot be pulled.`,
      'Run the steps build and push for this commit first, or correct image, commit and tag-prefix.',
    );
  }
  gateLog.set('image', `${image}:${tag} is ${found.digest}`);
  if (digest === undefined || digest === found.digest) return found;
  throw new UserError(
    'digest-mismatch',
    `${image}:${tag} is ${found.digest} in the registry, but this run pushed ${digest}.`,
    'Find out who set this tag, make tags immutable in the registry, and deploy a new commit.',
  );
}
