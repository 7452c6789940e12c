import { UserError } from '../errors.ts';
import type { StoredManifest } from '../image/manifest.ts';
import type { Registry } from '../registry/registry.ts';
import { isSameImage } from '../registry/same-image.ts';
import { type Bump, type Bumped, commitTag, notCommitted } from './commit-tag.ts';
import { type Clients, judge } from './judge.ts';

export interface BumpOptions extends Omit<Bump, 'digest'> {
  /** The digest that the tag must have; without it whatever the registry holds. */
  readonly digest: string | undefined;
  /** The image's repository. */
  readonly registry: Registry;
}

/**
 * Deploys an image that is in the registry already: the guards, then the commit, unless it is what runs but for its name.
 * @throws UserError `image-missing`, `image-differs`, or of a guard
 */
export async function bumpValues(
  clients: Clients,
  options: BumpOptions,
): Promise<Bumped & { readonly digest?: string }> {
  const { registry, tag } = options;
  const [verdict, found] = await Promise.all([judge(clients, options), registry.getManifest(tag)]);
  if (verdict.outcome !== 'deployable') return notCommitted(verdict);
  const manifest = checkDigest(options, found);
  const { digest } = manifest;
  const { previousTag } = verdict;
  const deployed = previousTag === null ? undefined : await registry.getManifest(previousTag);
  if (previousTag !== null && deployed !== undefined && (await isSameImage(registry, deployed, manifest))) {
    return { outcome: 'unchanged', previousTag, digest };
  }
  return { ...(await commitTag(clients, { ...options, digest }, verdict)), digest };
}

function checkDigest({ image, tag, digest }: BumpOptions, found: StoredManifest | undefined): StoredManifest {
  if (found === undefined) {
    throw new UserError(
      'image-missing',
      `${image} has no tag ${tag}: deploying it would stop Airflow with an image that cannot be pulled.`,
      'Run the steps build and push for this commit first, or correct image, commit and tag-prefix.',
    );
  }
  if (digest === undefined || digest === found.digest) return found;
  throw new UserError(
    'image-differs',
    `${image}:${tag} is ${found.digest} in the registry, but this run pushed ${digest}.`,
    'Somebody else set this tag. Make tags immutable in the registry, and deploy a new commit.',
  );
}
