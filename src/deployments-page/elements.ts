import { formatAge, formatTime } from '../time.ts';
import type { DeploymentEvent, PageData, PullRequestLink } from './data.ts';
import { formatPullRequest, shortenTag } from './format.ts';
import { type Html, html, link } from './html.ts';

/** Renders a time in words, with the exact time on hover. The script of the page keeps the words up to date. */
export function time(at: string, readAt: string): Html {
  return html`<time datetime="${at}" title="${formatTime(at)}">${formatAge(at, Date.parse(readAt))}</time>`;
}

/** Renders a tag with the short commit, as a link to that commit; the whole tag shows on hover. */
export function version({ serverUrl }: PageData, tag: string, event: DeploymentEvent | undefined): Html {
  const { source, sourceCommit = '' } = event ?? {};
  const short = shortenTag(tag);
  const shown = source === undefined ? html`${short}` : link(`${serverUrl}/${source}/commit/${sourceCommit}`, short);
  return html`<code title="${tag}">${shown}</code>`;
}

/** Renders pull requests with their titles as links. */
export function pullRequestLinks(pullRequests: readonly PullRequestLink[]): Html[] {
  return pullRequests.map((each, index) => html`${index === 0 ? '' : ', '}${link(each.url, formatPullRequest(each))}`);
}

/** Renders a table in a region that scrolls by itself, also by keyboard. On a phone each row becomes a card. */
export function table(title: string, heads: readonly Html[], rows: readonly Html[]): Html {
  return html`<div class="scroll" role="region" aria-label="${title}, table" tabindex="0"><table class="stack" role="table">
<caption>${title}</caption>
<thead role="rowgroup"><tr role="row">${heads}</tr></thead>
<tbody role="rowgroup">${rows}</tbody>
</table></div>`;
}
