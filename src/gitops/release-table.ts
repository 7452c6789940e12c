import { code, link, row, table } from '../markdown.ts';
import type { KeptRelease } from './release-history.ts';

/** Versions as a Markdown table. */
export function renderReleases(versions: readonly KeptRelease[]): string {
  const rows = versions.map(({ tag, since, oid, url, pullRequests, approvers, isKept }) => {
    const brought = pullRequests.map((page) => link(`#${page.split('/').at(-1)}`, page)).join(', ');
    const image = isKept === undefined ? 'not seen' : isKept ? 'there' : '❌ gone';
    const commit = link(code(oid.slice(0, 7)), url);
    return row(code(tag), since, commit, brought, approvers.join(', '), image);
  });
  return table(['Tag', 'Deployed', 'Commit', 'Pull request', 'Approved by', 'Image'], rows);
}
