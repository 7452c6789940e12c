import type { GitHubReader } from '../../github/api/client.ts';
import type { SignedRevision } from '../../github/gitops/file-history.ts';
import type { ValuesFileLocation } from '../../github/gitops/values-file.ts';
import { readDeployed, readTrailer } from '../commit-message.ts';
import { readDeploymentHistory } from '../deployment-history.ts';
import type { Version } from '../request.ts';
import { findSeenHealthy } from './seen-healthy.ts';

/** A version that ran before. */
export interface EarlierVersion {
  readonly tag: string;
  /** The commit of the repository with the DAGs. */
  readonly commit: string;
  /** The digest of its image. */
  readonly digest: string;
  /** The GitOps commits that deployed it, newest first. */
  readonly deployments: readonly string[];
}

/** The number of earlier versions to look at; enough for months with one deployment a day. */
const VERSIONS = 50;

export interface HealthySearch {
  readonly found: EarlierVersion | undefined;
  /** The last commit of the values file. */
  readonly last: SignedRevision | undefined;
  /** The number of versions that were looked at. */
  readonly looked: number;
  /** Whether the token is that of a job, whose records do not count. */
  readonly isJobsToken: boolean;
}

/**
 * Returns the version that was deployed last before another one, and was seen healthy. Only commits that GitHub's API made
 * for the account of the token count. A version that was rolled back after it was seen healthy does not count.
 * @throws GitHubError
 */
export async function findLastHealthy(
  gitops: GitHubReader,
  location: ValuesFileLocation,
  head: string,
  version: Pick<Version, 'sourceRepository' | 'tagPrefix' | 'tag'>,
): Promise<HealthySearch> {
  const { last, versions } = await listEarlierVersions(gitops, location, head, version);
  const oids = versions.flatMap(({ deployments }) => deployments);
  const { recorded, isJobsToken } = await findSeenHealthy(gitops, location, oids);
  const found = versions.find(({ deployments }) => deployments.some((oid) => recorded.has(oid)));
  return { found, last, looked: versions.length, isJobsToken };
}

async function listEarlierVersions(
  gitops: GitHubReader,
  location: ValuesFileLocation,
  head: string,
  version: Pick<Version, 'sourceRepository' | 'tagPrefix' | 'tag'>,
): Promise<{ readonly last: SignedRevision | undefined; readonly versions: readonly EarlierVersion[] }> {
  let last: SignedRevision | undefined;
  const versions = new Map<string, EarlierVersion>();
  const withdrawn = new Set([version.tag]);
  for await (const revision of readDeploymentHistory(gitops, location, head)) {
    last ??= revision;
    if (versions.size === VERSIONS) break;
    if (revision.isOwn) addDeployment(versions, withdrawn, revision, version);
  }
  return { last, versions: [...versions.values()] };
}

/** Adds the deployment that a commit made to its version, unless a later rollback replaced it. */
function addDeployment(
  versions: Map<string, EarlierVersion>,
  withdrawn: Set<string>,
  { oid, message }: Pick<SignedRevision, 'oid' | 'message'>,
  { sourceRepository, tagPrefix }: Pick<Version, 'sourceRepository' | 'tagPrefix'>,
): void {
  const deployed = readDeployed(message);
  if (deployed === undefined || readTrailer(message, 'Source-Repository') !== sourceRepository) return;
  const { commit, digest } = deployed;
  const tag = `${tagPrefix}${commit}`;
  const { deployments = [], ...known } = versions.get(tag) ?? { tag, commit, digest };
  if (!withdrawn.has(tag) && known.digest === digest)
    versions.set(tag, { ...known, deployments: [...deployments, oid] });
  const previous = readTrailer(message, 'Operation') === 'rollback' ? readTrailer(message, 'Previous-Tag') : undefined;
  if (previous !== undefined && !versions.has(previous)) withdrawn.add(previous);
}
