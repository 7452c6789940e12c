import { code, escapeText, link, row, table } from '../markdown.ts';
import { formatAgo } from '../time.ts';
import type { KeptRelease, ReleasedPullRequest } from './release-history.ts';

const IMAGES: Readonly<Record<KeptRelease['image'], string>> = {
  present: 'exists',
  'image-missing': '❌ gone',
  'digest-mismatch': '❌ another image',
  'image-unverified': 'could not check',
};

/** Renders versions as a Markdown table, with the records of those that were seen healthy if they can be read. */
export function renderReleases(versions: readonly KeptRelease[]): string {
  const isKnown = versions.some(({ seenHealthy }) => seenHealthy !== undefined);
  const rows = versions.map(({ tag, since, oid, url, pullRequests, approvers, image, seenHealthy }) => {
    const commit = link(code(oid.slice(0, 7)), url);
    return row(
      code(tag),
      formatAgo(since).replace(' (', '<br>('),
      commit,
      formatPullRequests(pullRequests),
      approvers.join(', '),
      IMAGES[image],
      ...(isKnown ? [seenHealthy ? '✅' : 'no record'] : []),
    );
  });
  const head = ['Tag', 'Deployed', 'Commit', 'Pull request', 'Approved by', 'Image'];
  return table([...head, ...(isKnown ? ['Seen healthy'] : [])], rows);
}

/** Returns pull requests with their titles, one a line of a cell. */
export function formatPullRequests(pullRequests: readonly ReleasedPullRequest[]): string {
  return pullRequests
    .map(({ url, number, title }) => `${link(`#${number}`, url)}${title === undefined ? '' : ` ${escapeText(title)}`}`)
    .join('<br>');
}
