import type { GitHub, GitHubReader } from '../api/client.ts';
import { isGitHubError } from '../api/errors.ts';
import { splitRepository } from '../repository/split-repository.ts';
import { isOwnCommit, type SignedCommit } from './own-commit.ts';

/** A commit status that says that the deployment of a commit was seen healthy. */
export interface HealthRecord {
  /** The name of the status. */
  readonly context: string;
  readonly description: string;
  /** The page of the run. */
  readonly url: string;
}

export interface HealthRecords {
  /** The commits with a record that counts. */
  readonly recorded: ReadonlySet<string>;
  /** Whether the token is that of a job: any workflow of the repository, on any branch, can write its records. */
  readonly isJobsToken: boolean;
}

interface RecordedCommit extends SignedCommit {
  readonly status: {
    readonly context: {
      readonly state: string;
      readonly creator: { readonly __typename: string; readonly login: string } | null;
    } | null;
  } | null;
}

interface RecordsResponse {
  readonly viewer: { readonly login: string };
  readonly repository: Readonly<Record<`commit${number}`, RecordedCommit | null>>;
}

const PER_QUERY = 50;
/** Characters. */
const MAX_DESCRIPTION = 140;
const JOBS_ACCOUNT = 'github-actions[bot]';

/**
 * Writes the record on a commit; https://docs.github.com/rest/commits/statuses#create-a-commit-status
 * A second record of the same commit changes nothing, so a lost answer is a reason to write again.
 * @throws GitHubError `permission` without “Commit statuses: read and write”
 */
export async function writeHealthRecord(
  github: GitHub,
  repository: string,
  oid: string,
  { context, description, url }: HealthRecord,
): Promise<void> {
  const { owner, name: repo } = splitRepository(repository);
  const text = description.slice(0, MAX_DESCRIPTION);
  const status = { owner, repo, sha: oid, state: 'success', context, description: text, target_url: url };
  const write = () => github.write('POST /repos/{owner}/{repo}/statuses/{sha}', status);
  await write().catch((error: unknown) => {
    if (!isGitHubError(error, 'unavailable')) throw error;
    return write();
  });
}

/**
 * Returns which commits have a record that counts: the account of this token made the commit through GitHub's API and
 * wrote the record. Anyone who may push can write a status, but not as that account.
 * @throws GitHubError `permission` without “Commit statuses: read”
 */
export async function findHealthRecords(
  github: GitHubReader,
  repository: string,
  oids: readonly string[],
  context: string,
): Promise<HealthRecords> {
  const recorded = new Set<string>();
  let isJobsToken = false;
  for (let from = 0; from < oids.length; from += PER_QUERY) {
    const some = oids.slice(from, from + PER_QUERY);
    const { viewer, commits } = await readRecords(github, repository, some, context);
    isJobsToken = viewer === JOBS_ACCOUNT;
    for (const [oid, commit] of commits) if (!isJobsToken && isRecorded(commit, viewer)) recorded.add(oid);
  }
  return { recorded, isJobsToken };
}

async function readRecords(
  github: GitHubReader,
  repository: string,
  oids: readonly string[],
  context: string,
): Promise<{ readonly viewer: string; readonly commits: readonly (readonly [oid: string, RecordedCommit])[] }> {
  const { owner, name } = splitRepository(repository);
  const declared = oids.map((_, index) => `$oid${index}: GitObjectID!`).join(', ');
  const fields = oids.map((_, index) => `commit${index}: object(oid: $oid${index}) { ...Record }`);
  const document = /* GraphQL */ `
    query ReadHealthRecords($owner: String!, $name: String!, $context: String!, ${declared}) {
      viewer { login }
      repository(owner: $owner, name: $name) { ${fields.join(' ')} }
    }
    fragment Record on Commit {
      author { user { login } }
      signature { isValid wasSignedByGitHub }
      status { context(name: $context) { state creator { __typename login } } }
    }
  `;
  const ids = Object.fromEntries(oids.map((oid, index) => [`oid${index}`, oid]));
  const variables = { owner, name, context, ...ids };
  const { viewer, repository: found } = await github.query<RecordsResponse>(document, variables);
  const commits = oids.flatMap((oid, index) => {
    const commit = found[`commit${index}`];
    return commit ? [[oid, commit] as const] : [];
  });
  return { viewer: viewer.login, commits };
}

function isRecorded(commit: RecordedCommit, viewer: string): boolean {
  const record = commit.status?.context;
  if (record?.state !== 'SUCCESS' || !record.creator) return false;
  const { __typename: type, login } = record.creator;
  // GraphQL shows the login of a bot without the suffix, and a person may have the same login.
  const creator = type === 'Bot' ? `${login.replace(/\[bot\]$/, '')}[bot]` : login;
  return creator.toLowerCase() === viewer.toLowerCase() && isOwnCommit(commit, viewer);
}
