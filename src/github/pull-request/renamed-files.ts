import type { GitHubReader } from '../api/client.ts';
import { readPages } from '../api/pages.ts';
import type { ComparedFile } from '../repository/compare.ts';
import { repositoryParameters } from '../repository/split-repository.ts';
import type { PullRequestNode } from './pull-request-query.ts';

/** GitHub's limit of files in a pull request. */
const MAX_FILES = 3_000;

/**
 * Reads the old paths of the files that a pull request renames, which GraphQL does not return; `undefined` if GitHub does
 * not list all of them. Makes no call if it renames none.
 * https://docs.github.com/rest/pulls/pulls#list-pull-requests-files
 */
export async function readOldPaths(
  github: Pick<GitHubReader, 'get'>,
  repository: string,
  { number, files }: Pick<PullRequestNode, 'number' | 'files'>,
): Promise<readonly string[] | undefined> {
  const renamed = (files?.nodes ?? []).filter(({ changeType }) => changeType === 'RENAMED');
  if (renamed.length === 0) return [];
  const parameters = { ...repositoryParameters(repository), pull_number: number };
  const route = 'GET /repos/{owner}/{repo}/pulls/{pull_number}/files';
  // The limit ends the loop if a server ignores the page and sends the same files each time.
  const listed = await readPages(github, route, parameters, (page: readonly ComparedFile[]) => page, MAX_FILES);
  const oldPaths = new Map(listed.map(({ filename, previous_filename: before }) => [filename, before]));
  if (renamed.some(({ path }) => oldPaths.get(path) === undefined)) return undefined;
  return [...oldPaths.values()].flatMap((before) => before ?? []);
}
