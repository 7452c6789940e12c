import { readValuesFile } from '../github/gitops/values-file.ts';
import { compareCommits } from '../github/repository/compare.ts';
import { commitOf } from '../gitops/commit-order.ts';
import { findKeptReleases, type KeptRelease, listReleases, listRollbackOptions } from '../gitops/release-history.ts';
import { crossCheckTarget } from '../gitops/target.ts';
import { type ClusterState, checkArgoCd } from './check-argocd.ts';
import type { StatusOptions } from './options.ts';
import type { Status } from './result.ts';

/** So many versions are shown, and so many of the newest must be there to go back to. */
const SHOWN = 10;
const NEEDED = 3;

const AGREED: ClusterState = { drift: [], unknown: [] };

/**
 * What is deployed, and whether the values file, the registry and Argo CD agree on it; changes nothing.
 * @throws UserError `wrong-target`, `digest-overrides-tag`, `values-file-missing`, `gitops-branch-missing`
 */
export async function readStatus(options: StatusOptions): Promise<Status> {
  const { clients, target, image, tagPrefix, registry, argocd } = options;
  const file = await readValuesFile(clients.gitops, target.location);
  const { tag, digest } = crossCheckTarget(file, image, target);
  const listed = await listReleases(clients.gitops, target.location, file.head, { tagPrefix, count: SHOWN });
  const [releases, behind, cluster] = await Promise.all([
    findKeptReleases(registry, listed),
    countBehind(options, tag),
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
    behind,
    drift: [...checkTag(tag, current, last), ...checkDigest(digest, current), ...cluster.drift],
    unknown: cluster.unknown,
    warnings: checkKept(versions),
  };
}

async function countBehind({ clients, sourceRepository, newest, tagPrefix }: StatusOptions, tag: string | null) {
  const commit = commitOf(tag, tagPrefix);
  if (commit === undefined) return undefined;
  const { status, commits } = await compareCommits(clients.source, sourceRepository, commit, newest);
  return status === 'ahead' || status === 'identical' ? commits.length : undefined;
}

function checkTag(tag: string | null, current: KeptRelease | undefined, last: KeptRelease | undefined): string[] {
  if (tag === null) return ['The values file has no tag: the chart’s own default image runs.'];
  if (current === undefined) {
    const instead =
      last === undefined ? 'no deployment has written this file' : `the last deployment wrote ${last.tag}`;
    return [`The tag ${tag} was written by hand: ${instead}.`];
  }
  if (current.isKept === false)
    return [`The image of ${tag} is not in the registry, or is another one than was deployed.`];
  return [];
}

function checkDigest(digest: string | null, current: KeptRelease | undefined): string[] {
  if (digest === null || current === undefined || digest === current.digest) return [];
  return [`The values file pins ${digest}, and ${current.digest} was deployed.`];
}

function checkKept(before: readonly KeptRelease[]): string[] {
  const gone = before.slice(0, NEEDED).filter(({ isKept }) => isKept === false);
  if (gone.length === 0) return [];
  const names = gone.map(({ tag }) => tag).join(', ');
  return [
    `The registry no longer has ${names}: it cannot be gone back to. Let the registry’s lifecycle policy keep more images.`,
  ];
}
