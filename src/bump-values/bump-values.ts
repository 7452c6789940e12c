import { UserError } from '../errors.ts';
import type { StoredManifest } from '../image/manifest.ts';
import type { Registry } from '../registry/registry.ts';
import { isSameImage } from '../registry/same-image.ts';
import { type Bump, type Bumped, commitTag } from './commit-tag.ts';
import { hold } from './hold.ts';
import { type Clients, judge } from './judge.ts';
import { mayStay } from './may-stay.ts';
import { rollback } from './rollback.ts';
import { settle } from './settle.ts';

export interface BumpOptions extends Omit<Bump, 'digest'> {
  /** The digest that the tag must have; without it whatever the registry holds. */
  readonly digest: string | undefined;
  /** The image's repository. */
  readonly registry: Registry;
}

export type Result = Bumped & { readonly digest?: string };

/**
 * Does what was asked for with an image that is in the registry already.
 * @throws UserError `image-missing`, `image-differs`, or of a guard
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
  const [verdict, found] = await Promise.all([judge(clients, options), registry.getManifest(tag)]);
  if (verdict.outcome !== 'deployable') return settle(clients, options, verdict);
  const manifest = checkDigest(options, found);
  const { digest } = manifest;
  const { previousTag } = verdict;
  const deployed = previousTag === null ? undefined : await registry.getManifest(previousTag);
  const isSame = mayStay(options, verdict, deployed) && (await isSameImage(registry, deployed, manifest));
  if (previousTag !== null && isSame) return { outcome: 'unchanged', previousTag, digest };
  return { ...(await commitTag(clients, { ...options, digest }, verdict)), digest };
}

function checkDigest({ image, tag, digest, guards }: BumpOptions, found: StoredManifest | undefined): StoredManifest {
  if (found === undefined) {
    throw new UserError(
      'image-missing',
      `${image} has no tag ${tag}: deploying it would stop Airflow with an image that cannot be pulled.`,
      'Run the steps build and push for this commit first, or correct image, commit and tag-prefix.',
    );
  }
  guards.set('image', `${image}:${tag} is ${found.digest}`);
  if (digest === undefined || digest === found.digest) return found;
  throw new UserError(
    'image-differs',
    `${image}:${tag} is ${found.digest} in the registry, but this run pushed ${digest}.`,
    'Find out who set this tag, make tags immutable in the registry, and deploy a new commit.',
  );
}
