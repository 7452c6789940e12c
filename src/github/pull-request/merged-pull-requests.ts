import type { GitHubReader } from '../api/client.ts';
import { wasPushed } from '../repository/activity.ts';
import { askAgain, isSettled, SHORT_INDEX_LIMIT_MS } from '../repository/ask-again.ts';
import { splitRepository } from '../repository/split-repository.ts';

/** A pull request as people see it. */
export interface PullRequestName {
  readonly number: number;
  readonly title: string;
  readonly url: string;
}

interface Node extends PullRequestName {
  readonly merged: boolean;
  readonly baseRefName: string;
  readonly baseRepository: { readonly nameWithOwner: string } | null;
}

interface CommitNode {
  readonly committedDate: string;
  readonly associatedPullRequests: { readonly nodes: readonly Node[] } | null;
}

type Repository = { readonly defaultBranchRef: { readonly name: string } | null } & Readonly<
  Record<string, CommitNode | null>
>;

const FIELDS = 'number title url merged baseRefName baseRepository { nameWithOwner }';

/**
 * Returns the pull requests that brought commits to the default branch, each once. Proves nothing: GitHub also lists a pull
 * request whose commits were pushed. GitHub may link a merge late: while the newest commit has no pull request, and
 * its log does not show a push, it is asked again for a short time.
 * @param oids oldest first
 * @throws GitHubError, such as `permission`
 */
export function readMergedPullRequests(
  github: GitHubReader,
  repository: string,
  oids: readonly string[],
  limitMs = SHORT_INDEX_LIMIT_MS,
): Promise<readonly PullRequestName[]> {
  return askAgain(async () => {
    const { defaultBranch, commits } = await readCommits(github, repository, oids);
    const own = commits.map((commit) => listMerged(commit, repository, defaultBranch));
    const isFinal =
      own.at(-1)?.length !== 0 ||
      isSettled(commits.at(-1)?.committedDate) ||
      (await wasPushed(github, repository, defaultBranch ?? '', oids.at(-1) ?? ''));
    return { value: [...new Map(own.flat().map((each) => [each.number, each])).values()], isFinal };
  }, limitMs);
}

/** Reads the commits with their pull requests in one query, in the order of `oids`. */
async function readCommits(github: GitHubReader, repository: string, oids: readonly string[]) {
  const { owner, name } = splitRepository(repository);
  const commits = oids.map((_, index) => `commit${index}: object(oid: $commit${index}) { ...MergedBy }`);
  const declared = ['$owner: String!', '$name: String!', ...oids.map((_, index) => `$commit${index}: GitObjectID!`)];
  const document = /* GraphQL */ `
    query ReadMergedPullRequests(${declared.join(', ')}) {
      repository(owner: $owner, name: $name) { defaultBranchRef { name } ${commits.join(' ')} }
    }
    fragment MergedBy on Commit { committedDate associatedPullRequests(first: 5) { nodes { ${FIELDS} } } }
  `;
  const variables = { owner, name, ...Object.fromEntries(oids.map((oid, index) => [`commit${index}`, oid])) };
  const found = (await github.query<{ repository: Repository }>(document, variables)).repository;
  return { defaultBranch: found.defaultBranchRef?.name, commits: oids.map((_, index) => found[`commit${index}`]) };
}

/** Returns those of a commit's pull requests that were merged into the default branch. */
function listMerged(commit: CommitNode | null | undefined, repository: string, defaultBranch: string | undefined) {
  const listed = commit?.associatedPullRequests?.nodes ?? [];
  return listed.filter(
    ({ merged, baseRefName, baseRepository }) =>
      merged &&
      baseRefName === defaultBranch &&
      baseRepository?.nameWithOwner.toLowerCase() === repository.toLowerCase(),
  );
}
