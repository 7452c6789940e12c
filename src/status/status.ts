import type { ArgoCdOptions } from '../argocd/argocd.ts';
import { commitOf } from '../bump-values/ancestry.ts';
import type { Clients, Places } from '../bump-values/judge.ts';
import { crossCheck } from '../bump-values/target.ts';
import { findKept, type KeptVersion, listVersions } from '../bump-values/versions.ts';
import { compareCommits } from '../github/compare.ts';
import { readValuesFile } from '../github/values-file.ts';
import type { Registry } from '../registry/registry.ts';
import { askArgoCd, type ClusterSight } from './ask-argocd.ts';

/** So many versions are shown, and so many of the newest must be there to go back to. */
const SHOWN = 10;
const NEEDED = 3;

const AGREED: ClusterSight = { drift: [], unknown: [] };

export interface StatusOptions extends Places {
  readonly clients: Clients;
  /** Registry and repository, as the values file writes them. */
  readonly image: string;
  readonly tagPrefix: string;
  /** `owner/name` of the repository with the DAGs. */
  readonly sourceRepository: string;
  /** The newest commit of its branch. */
  readonly newest: string;
  readonly registry: Registry;
  readonly argocd: ArgoCdOptions | undefined;
}

export interface Status {
  readonly tag: string | null;
  /** The deployment of that tag; `undefined`: no deployment wrote it. */
  readonly current: KeptVersion | undefined;
  /** Newest first. */
  readonly versions: readonly KeptVersion[];
  /** The text of the hold file. */
  readonly hold: string | undefined;
  /** Commits of the branch that are not deployed; `undefined`: the tag is none of its commits. */
  readonly behind: number | undefined;
  /** What the values file, the registry and Argo CD do not agree on, in sentences. */
  readonly drift: readonly string[];
  /** What could not be seen, so that they may agree on it or not. */
  readonly unknown: readonly string[];
  /** What does not hurt yet. */
  readonly warnings: readonly string[];
}

/**
 * What is deployed, and whether the values file, the registry and Argo CD agree on it; changes nothing.
 * @throws UserError `wrong-target`, `digest-hides-tag`, `values-file`, `gitops-branch`
 */
export async function readStatus(options: StatusOptions): Promise<Status> {
  const { clients, target, image, tagPrefix, registry, argocd } = options;
  const file = await readValuesFile(clients.gitops, target);
  const { tag, digest } = crossCheck(file, target.path, image, options);
  const listed = await listVersions(clients.gitops, target, file.head, { tagPrefix, count: SHOWN });
  const [versions, behind, cluster] = await Promise.all([
    findKept(registry, listed),
    countBehind(options, tag),
    argocd === undefined ? AGREED : askArgoCd(argocd, image, tag),
  ]);
  const [last] = versions;
  const current = last?.tag === tag ? last : undefined;
  return {
    tag,
    current,
    versions,
    hold: file.hold,
    behind,
    drift: [...tellTag(tag, current, versions), ...tellDigest(digest, current), ...cluster.drift],
    unknown: cluster.unknown,
    warnings: tellGone(versions.filter((version) => version.tag !== tag)),
  };
}

async function countBehind({ clients, sourceRepository, newest, tagPrefix }: StatusOptions, tag: string | null) {
  const commit = commitOf(tag, tagPrefix);
  if (commit === undefined) return undefined;
  const { status, commits } = await compareCommits(clients.source, sourceRepository, commit, newest);
  return status === 'ahead' || status === 'identical' ? commits.length : undefined;
}

function tellTag(tag: string | null, current: KeptVersion | undefined, versions: readonly KeptVersion[]): string[] {
  if (tag === null) return ['The values file has no tag: the chart’s own default image runs.'];
  const [last] = versions;
  if (current === undefined) {
    const instead =
      last === undefined ? 'no deployment has written this file' : `the last deployment wrote ${last.tag}`;
    return [`The tag ${tag} was written by hand: ${instead}.`];
  }
  if (current.isKept === false)
    return [`The image of ${tag} is not in the registry, or is another one than was deployed.`];
  return [];
}

function tellDigest(digest: string | null, current: KeptVersion | undefined): string[] {
  if (digest === null || current === undefined || digest === current.digest) return [];
  return [`The values file pins ${digest}, and ${current.digest} was deployed.`];
}

function tellGone(before: readonly KeptVersion[]): string[] {
  const gone = before.slice(0, NEEDED).filter(({ isKept }) => isKept === false);
  if (gone.length === 0) return [];
  const names = gone.map(({ tag }) => tag).join(', ');
  return [
    `The registry no longer has ${names}: it cannot be gone back to. Let the registry’s lifecycle policy keep more images.`,
  ];
}
