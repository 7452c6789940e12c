import { findImageOverrides } from '../gitops/chart/image-overrides.ts';
import { type CommitOrder, compareWithDeployed } from '../gitops/commit-order.ts';
import { findDeploymentCommits } from '../gitops/deployment-commits.ts';
import { compareImage } from '../gitops/image-state.ts';
import { readLayers } from '../gitops/place/layers.ts';
import { readTarget } from '../gitops/read-target.ts';
import { findKeptReleases, type KeptRelease, listReleases, listRollbackOptions } from '../gitops/release-history.ts';
import { crossCheckTarget } from '../gitops/target.ts';
import { type ClusterState, checkArgoCd } from './check-argocd.ts';
import { checkNext, type NextDeployment } from './check-next.ts';
import type { StatusFinding } from './finding.ts';
import type { StatusOptions } from './options.ts';
import type { Status } from './result.ts';
import { findUndeployed } from './undeployed.ts';

/** Number of versions to show, and number of the newest whose images must exist. */
const SHOWN = 10;
const NEEDED = 3;

const AGREED: ClusterState = { drift: [], unknown: [] };

/**
 * Reads what is deployed, and compares values file, registry and Argo CD. Changes nothing.
 * @throws UserError `wrong-target`, `digest-overrides-tag`; GitHubError, RegistryError
 */
export async function readStatus(options: StatusOptions): Promise<Status> {
  const { clients, target, image, tagPrefix, registry, argocd } = options;
  const file = await readTarget(clients.gitops, { ...target, edits: [] });
  const { tag, digest, keys } = crossCheckTarget(file, image, target);
  const listed = await listReleases(clients.gitops, target.location, file.head, { tagPrefix, count: SHOWN });
  const comparing = compareWithNewest(options, tag);
  const [releases, next, order, cluster] = await Promise.all([
    findKeptReleases({ registry, gitops: clients.gitops, location: target.location }, listed),
    comparing.then(([order, undeployed]) => readNext(options, order, undeployed)),
    comparing.then(([, undeployed]) => undeployed),
    argocd === undefined ? AGREED : checkArgoCd(argocd, image, tag),
  ]);
  const [last] = releases;
  const current = last?.tag === tag ? last : undefined;
  const versions = listRollbackOptions(releases, tag);
  return {
    tag,
    current,
    versions,
    hold: file.hold,
    next,
    undeployed: findUndeployed(order),
    drift: [...checkTag(tag, current, last), ...checkDigest(digest, current), ...cluster.drift],
    unknown: cluster.unknown,
    leftBehind: findImageOverrides(
      readLayers(file, target),
      { image, tag: tag ?? '', digest: digest ?? current?.digest ?? '', tagKey: keys.tagKey },
      [],
    ),
    warnings: checkKept(versions),
  };
}

/**
 * Compares the deployed commit with the newest. The second result lacks the commits of deployments, which are in between if
 * they are in the same repository.
 */
async function compareWithNewest(
  options: StatusOptions,
  tag: string | null,
): Promise<readonly [all: CommitOrder, undeployed: CommitOrder]> {
  const { clients, newest, sourceRepository, tagPrefix, target } = options;
  const version = { sourceRepository, tagPrefix, commit: newest };
  const order = await compareWithDeployed(clients.source, tag, version, { allowUnknown: true });
  if (order.order !== 'newer') return [order, order];
  const own = await findDeploymentCommits(clients.gitops, sourceRepository, target, order.commits);
  return [order, { ...order, commits: order.commits.filter((oid) => !own.has(oid)) }];
}

/** Reads the commits of the branch that are not deployed; `undefined` where the tag names none of them. */
async function readNext(
  options: StatusOptions,
  order: CommitOrder,
  undeployed: CommitOrder,
): Promise<NextDeployment | undefined> {
  if (order.order === 'same') return { count: 0, pullRequests: [], refusals: [] };
  const count = undeployed.order === 'newer' ? undeployed.commits.length : 0;
  return order.order === 'newer' ? checkNext(options, order, count) : undefined;
}

function checkTag(
  tag: string | null,
  current: KeptRelease | undefined,
  last: KeptRelease | undefined,
): StatusFinding[] {
  if (tag === null)
    return [{ code: 'tag-empty', message: 'The values file has no tag: the default image of the chart runs.' }];
  if (current !== undefined) return checkImage(current);
  const instead = last === undefined ? 'no deployment has written this file' : `the last deployment wrote ${last.tag}`;
  return [{ code: 'tag-by-hand', message: `The tag ${tag} was written by hand: ${instead}.` }];
}

function checkImage({ tag, image: code }: KeptRelease): StatusFinding[] {
  if (code === 'image-missing') return [{ code, message: `The image of ${tag} is not in the registry.` }];
  if (code === 'digest-mismatch')
    return [{ code, message: `The image of ${tag} in the registry is not the one that was deployed.` }];
  return [];
}

function checkDigest(pinned: string | null, current: KeptRelease | undefined): StatusFinding[] {
  if (current === undefined || compareImage(current.digest, pinned ?? undefined) === 'present') return [];
  const message = `The values file pins ${pinned}, but ${current.digest} was deployed.`;
  return [{ code: 'digest-mismatch', message }];
}

function checkKept(before: readonly KeptRelease[]): string[] {
  const gone = before.slice(0, NEEDED).filter(({ image }) => image !== 'present' && image !== 'image-unverified');
  if (gone.length === 0) return [];
  const names = gone.map(({ tag }) => tag).join(', ');
  return [
    `Cannot roll back to ${names}: the image is no longer in the registry. Keep more images in the registry’s lifecycle policy.`,
  ];
}
