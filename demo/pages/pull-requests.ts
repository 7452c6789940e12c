import type { PullRequest } from '../../sandbox/github/pull-request.ts';
import type { Repository } from '../../sandbox/github/repository.ts';
import { type Html, html } from '../../src/deployments-page/html.ts';
import { linkCommit } from './commits.ts';
import { renderLayout, renderMarkdown, renderTable } from './layout.ts';

/** Renders a repository's pull requests, newest first. */
export function renderPullRequests({ fullName, pullRequests }: Repository): Html {
  if (pullRequests.length === 0) return html`<p>None.</p>`;
  const row = ({ number, title, author, mergedAt }: PullRequest) => [
    html`<a href="/${fullName}/pull/${number}">#${number}</a>`,
    title,
    `@${author.login}`,
    mergedAt === undefined ? 'open' : 'merged',
  ];
  return renderTable(['', 'title', 'author', 'state'], pullRequests.toReversed().map(row));
}

/** Renders a pull request with its reviews and comments. `undefined` if it does not exist. */
export function renderPullRequest(repository: Repository, number: string): string | undefined {
  const found = repository.pullRequests.find((each) => String(each.number) === number);
  if (found === undefined) return undefined;
  const { title, author, mergeCommit, reviews, comments } = found;
  const merge = mergeCommit === undefined ? html`open` : html`merged as ${linkCommit(repository, mergeCommit)}`;
  return renderLayout(
    `${title} #${number}`,
    html`<p>${repository.fullName} · @${author.login} · ${merge}</p>
<h2>Reviews</h2>
<ul>${reviews.map((review) => html`<li>@${review.author.login}: ${review.state.toLowerCase()} at ${linkCommit(repository, review.commit)}</li>`)}</ul>
<h2>Comments</h2>
${comments.map(({ author: by, body }) => html`<article><p class="soft">@${by.login}</p>${renderMarkdown(body)}</article>`)}`,
  );
}
