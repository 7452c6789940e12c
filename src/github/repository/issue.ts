import type { GitHub } from '../api/client.ts';
import { splitRepository } from './split-repository.ts';

export interface Issue {
  readonly number: number;
  readonly url: string;
}

interface Shape {
  readonly number: number;
  readonly html_url: string;
  readonly title: string;
}

/**
 * Opens an issue, or returns the open one with the same title.
 * https://docs.github.com/rest/issues/issues#create-an-issue
 */
export async function openIssue(
  github: GitHub,
  repository: string,
  { title, body }: { readonly title: string; readonly body: string },
): Promise<Issue> {
  const { owner, name: repo } = splitRepository(repository);
  const parameters = { owner, repo, state: 'open', per_page: 100 };
  const open = await github.get<Shape[]>('GET /repos/{owner}/{repo}/issues', parameters);
  const { number, html_url: url } =
    open.find((issue) => issue.title === title) ??
    (await github.write<Shape>('POST /repos/{owner}/{repo}/issues', { owner, repo, title, body }));
  return { number, url };
}
