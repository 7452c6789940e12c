import type { GitHubReader } from '../api/client.ts';
import { GitHubError, isGitHubError } from '../api/errors.ts';
import { splitRepository } from './split-repository.ts';

export interface Comparison {
  /** The position of `head` relative to `base`; `unknown` if the repository lacks one of them. */
  readonly status: 'ahead' | 'behind' | 'identical' | 'diverged' | 'unknown';
  /** Commits of `head` that `base` lacks, oldest first. */
  readonly commits: readonly string[];
  /** The messages of these commits, by id. */
  readonly messages: ReadonlyMap<string, string>;
  /** The first 300 files that `head` changed since their common ancestor. */
  readonly files: readonly ComparedFile[];
}

export interface ComparedFile {
  readonly filename: string;
  /** The old path of a renamed file. */
  readonly previous_filename?: string;
  /** The id of the blob. */
  readonly sha: string | null;
  readonly status: string;
}

interface ComparisonPage {
  readonly status: Exclude<Comparison['status'], 'unknown'>;
  readonly total_commits: number;
  readonly commits: readonly { readonly sha: string; readonly commit: { readonly message: string } }[];
  /** Only on the first page. */
  readonly files?: readonly ComparedFile[];
}

const PAGE_SIZE = 100;

/**
 * Compares two commits and lists all commits between them.
 * https://docs.github.com/rest/commits/commits#compare-two-commits
 * @throws GitHubError, also `unavailable` if GitHub lists fewer commits than it counts
 */
export async function compareCommits(
  github: Pick<GitHubReader, 'get'>,
  repository: string,
  base: string,
  head: string,
): Promise<Comparison> {
  const { owner, name: repo } = splitRepository(repository);
  const messages = new Map<string, string>();
  const files: ComparedFile[] = [];
  for (let page = 1; ; page += 1) {
    const answer = await readPage(github, { owner, repo, basehead: `${base}...${head}`, per_page: PAGE_SIZE, page });
    if (answer === undefined) return { status: 'unknown', commits: [], messages, files: [] };
    files.push(...(answer.files ?? []));
    for (const { sha, commit } of answer.commits) messages.set(sha, commit.message);
    if (messages.size >= answer.total_commits)
      return { status: answer.status, commits: [...messages.keys()], messages, files };
    if (answer.commits.length === 0) throw incomplete(repository, head, messages.size, answer.total_commits);
  }
}

/**
 * Returns whether a commit is in the history of another one; `undefined` if GitHub does not say, or if the second one is in
 * the history of the first. Asks for the changes of the first one, which are fewer than those of a branch since then.
 */
export async function isAncestor(
  github: Pick<GitHubReader, 'get'>,
  repository: string,
  ancestor: string,
  commit: string,
): Promise<boolean | undefined> {
  const { owner, name: repo } = splitRepository(repository);
  const parameters = { owner, repo, basehead: `${commit}...${ancestor}`, per_page: 1, page: 1 };
  const answer = await readPage(github, parameters).catch((error: unknown) => {
    if (isGitHubError(error, 'rejected')) return undefined;
    throw error;
  });
  if (answer === undefined || answer.status === 'ahead') return undefined;
  return answer.status !== 'diverged';
}

/** GitHub lists the oldest commits first, so the missing ones are the newest. */
function incomplete(repository: string, head: string, listed: number, total: number): GitHubError {
  const message = `GitHub lists only ${listed} of the ${total} commits up to ${head.slice(0, 7)}`;
  const call = { service: 'GitHub', request: `GET /repos/${repository}/compare` };
  return new GitHubError('unavailable', message, { call });
}

async function readPage(
  github: Pick<GitHubReader, 'get'>,
  parameters: Readonly<Record<string, unknown>>,
): Promise<ComparisonPage | undefined> {
  try {
    return await github.get<ComparisonPage>('GET /repos/{owner}/{repo}/compare/{basehead}', parameters);
  } catch (error) {
    if (isGitHubError(error, 'not-found')) return undefined;
    throw error;
  }
}
