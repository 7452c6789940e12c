import type { GitHub } from '../github/api/client.ts';
import type { ValuesFileLocation } from '../github/gitops/values-file.ts';
import type { Registry } from '../registry/client.ts';
import { readDeployed, readTrailers } from './commit-message.ts';
import { readDeploymentHistory } from './deployment-history.ts';
import { compareImage, type ImageState } from './image-state.ts';

/** A deployed version, with the newest GitOps commit that deployed it. */
export interface Release {
  readonly tag: string;
  /** Of the image. */
  readonly digest: string;
  /** The GitOps commit. */
  readonly oid: string;
  readonly url: string;
  /** RFC 3339. */
  readonly since: string;
  /** Addresses of its pull requests. */
  readonly pullRequests: readonly string[];
  /** `@login` */
  readonly approvers: readonly string[];
}

/** A version, and whether the registry still has its image. */
export interface KeptRelease extends Release {
  readonly image: ImageState | 'image-unverified';
}

/** Returns the last versions that this file deployed, newest first, each once. */
export async function listReleases(
  gitops: GitHub,
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
    const [pullRequests, approvers] = [readTrailers(message, 'Pull-Request'), readTrailers(message, 'Approved-By')];
    if (!versions.has(tag)) versions.set(tag, { tag, digest, oid, url, since, pullRequests, approvers });
    if (versions.size === count) break;
  }
  return [...versions.values()];
}

/** Checks which images the registry still has, with the tag and digest that were deployed. */
export function findKeptReleases(registry: Registry, versions: readonly Release[]): Promise<KeptRelease[]> {
  return Promise.all(
    versions.map(async (version) => {
      const image = await registry.resolve(version.tag).then(
        (found) => compareImage(found, version.digest),
        () => 'image-unverified' as const,
      );
      return { ...version, image };
    }),
  );
}

/** Returns the releases that a rollback can go back to: all but the deployed one. */
export function listRollbackOptions<T extends Release>(releases: readonly T[], deployedTag: string | null): T[] {
  return releases.filter(({ tag }) => tag !== deployedTag);
}
