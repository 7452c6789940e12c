import type { GitHubReader } from '../github/api/client.ts';
import type { ValuesFileLocation } from '../github/gitops/values-file.ts';
import type { Registry } from '../registry/client.ts';
import { readDeployed, readTitles, readTrailers } from './commit-message.ts';
import { readDeploymentHistory } from './deployment-history.ts';
import { findSeenHealthy } from './health/seen-healthy.ts';
import { compareImage, type ImageState } from './image-state.ts';

/** A deployed version, with the newest GitOps commit that deployed it. */
export interface Release {
  readonly tag: string;
  /** Of the image. */
  readonly digest: string;
  /** The GitOps commit. */
  readonly oid: string;
  /** All GitOps commits that deployed this image, newest first. */
  readonly oids: readonly string[];
  readonly url: string;
  /** RFC 3339. */
  readonly since: string;
  readonly pullRequests: readonly ReleasedPullRequest[];
  /** `@login` */
  readonly approvers: readonly string[];
}

export interface ReleasedPullRequest {
  readonly url: string;
  /** Its number as text. */
  readonly number: string;
  /** As the GitOps commit has it; `undefined`: the commit has no title of it. */
  readonly title: string | undefined;
}

/** A version, and whether the registry still has its image. */
export interface KeptRelease extends Release {
  readonly image: ImageState | 'image-unverified';
  /** Whether a run followed its rollout to the healthy end; `undefined`: the records cannot be read. */
  readonly seenHealthy: boolean | undefined;
}

/** Returns the last versions that this file deployed, newest first, each once. */
export async function listReleases(
  gitops: GitHubReader,
  target: ValuesFileLocation,
  head: string,
  { tagPrefix, count }: { readonly tagPrefix: string; readonly count: number },
): Promise<Release[]> {
  const versions = new Map<string, Release>();
  for await (const { oid, url, message, committedDate: since } of readDeploymentHistory(gitops, target, head)) {
    const deployed = readDeployed(message);
    if (deployed === undefined) continue;
    const { commit, digest } = deployed;
    const tag = `${tagPrefix}${commit}`;
    const pullRequests = readReleasedPullRequests(message);
    const approvers = readTrailers(message, 'Approved-By');
    const known = versions.get(tag);
    if (known === undefined) versions.set(tag, { tag, digest, oid, oids: [oid], url, since, pullRequests, approvers });
    else versions.set(tag, addEarlier(known, { oid, digest, pullRequests, approvers }));
    if (versions.size === count) break;
  }
  return [...versions.values()];
}

/** Adds an earlier deployment. A rollback names no pull requests: those of the deployment before it are meant. */
function addEarlier(
  known: Release,
  { oid, digest, pullRequests, approvers }: Pick<Release, 'oid' | 'digest' | 'pullRequests' | 'approvers'>,
): Release {
  const oids = digest === known.digest ? [...known.oids, oid] : known.oids;
  return { ...known, oids, ...(known.pullRequests.length === 0 ? { pullRequests, approvers } : {}) };
}

/** Returns the pull requests that a GitOps commit names, with their titles: that costs no further query. */
export function readReleasedPullRequests(message: string): ReleasedPullRequest[] {
  const titles = readTitles(message);
  return readTrailers(message, 'Pull-Request').map((url) => {
    const number = url.split('/').at(-1) ?? '';
    return { url, number, title: titles.get(number) };
  });
}

interface KeptSearch {
  readonly registry: Registry;
  /** Reads the records of health; absent: they are not read. */
  readonly gitops?: GitHubReader;
  readonly location: ValuesFileLocation;
}

/**
 * Checks which images the registry still has, with the tag and digest that were deployed, and which versions were seen
 * healthy.
 */
export async function findKeptReleases(
  { registry, gitops, location }: KeptSearch,
  versions: readonly Release[],
): Promise<KeptRelease[]> {
  const oids = versions.flatMap((version) => version.oids);
  const reading = gitops && findSeenHealthy(gitops, location, oids).catch(() => undefined);
  return Promise.all(
    versions.map(async (version) => {
      const image = await registry.resolve(version.tag).then(
        (found) => compareImage(found, version.digest),
        () => 'image-unverified' as const,
      );
      const records = await reading;
      return { ...version, image, seenHealthy: records && version.oids.some((oid) => records.recorded.has(oid)) };
    }),
  );
}

/** Returns the releases that a rollback can go back to: all but the deployed one. */
export function listRollbackOptions<T extends Release>(releases: readonly T[], deployedTag: string | null): T[] {
  return releases.filter(({ tag }) => tag !== deployedTag);
}
