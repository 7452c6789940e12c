import { shortenCommits } from '../markdown.ts';
import { plural } from '../plural.ts';
import type { Concern, FileState } from './attention.ts';
import type { DeploymentEvent, PageData, PageHold, WaitingMerge } from './data.ts';
import { time } from './elements.ts';
import { formatPullRequest, shortenTag } from './format.ts';
import { type Html, html, link } from './html.ts';

/** Number of merges to name; the others are counted. */
const NAMED = 3;

/** Renders why a values file needs attention, as a paragraph or more. */
export function concernSentence({ readAt }: PageData, fileState: FileState, concern: Concern): Html {
  const { file, current, refused, overdue } = fileState;
  switch (concern) {
    case 'failed':
      return refused === undefined ? rolloutFailed(current) : runFailed(refused, readAt);
    case 'held':
      return held(file.hold, readAt);
    case 'by-hand':
      return html`<p>No deployment wrote the tag <code>${shortenTag(file.tag ?? '')}</code>.</p>`;
    case 'no-tag':
      return html`<p>The values file sets no tag, so the chart’s default image runs.</p>`;
    case 'behind':
      return behind(overdue, readAt);
  }
}

function rolloutFailed({ run = '', error }: Partial<DeploymentEvent> = {}): Html {
  return html`<p>${link(run, 'The rollout')} failed${reason(error)}.</p>`;
}

function runFailed({ at, run = '', error }: DeploymentEvent, readAt: string): Html {
  return html`<p>${link(run, 'The newest run')} failed ${time(at, readAt)}${reason(error)}.</p>`;
}

function reason(error: string | undefined): Html {
  return error === undefined || error === '' ? html`` : html`: ${error}`;
}

function held(hold: PageHold | undefined, readAt: string): Html {
  if (hold?.reason === undefined || hold.by === undefined)
    return html`<p>${shortenCommits(hold?.sentence ?? 'Held')}</p>`;
  const since = hold.since === undefined ? html`` : html` ${time(hold.since, readAt)}`;
  return html`<p>Held by ${hold.by}${since}: ${shortenCommits(hold.reason)}</p>`;
}

function behind(overdue: readonly WaitingMerge[], readAt: string): Html {
  const oldest = overdue.at(-1)?.mergedAt ?? readAt;
  const named = overdue.slice(0, NAMED).map((each) => html`<li>${link(each.url, formatPullRequest(each))}</li>`);
  const others = overdue.length > NAMED ? html`<li>and ${overdue.length - NAMED} more</li>` : html``;
  const count = plural(overdue.length, 'merge is', 'merges are');
  return html`<p>${count} not deployed, the oldest is from ${time(oldest, readAt)}.</p><ul class="waiting">${named}${others}</ul>`;
}
