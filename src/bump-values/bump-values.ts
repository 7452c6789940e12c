import { UserError } from '../errors.ts';
import { type Bump, type Bumped, commitTag, notCommitted } from './commit-tag.ts';
import { type Clients, judge } from './judge.ts';

export interface BumpOptions extends Omit<Bump, 'digest'> {
  /** The digest that the tag must have; without it whatever the registry holds. */
  readonly digest: string | undefined;
  /** The digest of a tag in the image's repository, `undefined` when there is no such tag. */
  readonly resolve: (tag: string) => Promise<string | undefined>;
}

/**
 * Deploys an image that is in the registry already: the guards, then the commit.
 * @throws UserError `image-missing`, `image-differs`, or of a guard
 */
export async function bumpValues(
  clients: Clients,
  options: BumpOptions,
): Promise<Bumped & { readonly digest?: string }> {
  const [verdict, found] = await Promise.all([judge(clients, options), options.resolve(options.tag)]);
  if (verdict.outcome !== 'deployable') return notCommitted(verdict);
  const digest = checkDigest(options, found);
  return { ...(await commitTag(clients, { ...options, digest }, verdict)), digest };
}

function checkDigest({ image, tag, digest }: BumpOptions, found: string | undefined): string {
  if (found === undefined) {
    throw new UserError(
      'image-missing',
      `${image} has no tag ${tag}: deploying it would stop Airflow with an image that cannot be pulled.`,
      'Run the steps build and push for this commit first, or correct image, commit and tag-prefix.',
    );
  }
  if (digest === undefined || digest === found) return found;
  throw new UserError(
    'image-differs',
    `${image}:${tag} is ${found} in the registry, but this run pushed ${digest}.`,
    'Somebody else set this tag. Make tags immutable in the registry, and deploy a new commit.',
  );
}
