import { code, link, row, table } from '../markdown.ts';
import { formatTime } from '../time.ts';
import type { KeptRelease } from './release-history.ts';

const IMAGES: Readonly<Record<KeptRelease['image'], string>> = {
  present: 'exists',
  'image-missing': '❌ gone',
  'digest-mismatch': '❌ another image',
  'image-unverified': 'could not check',
};

/** Renders versions as a Markdown table. */
export function renderReleases(versions: readonly KeptRelease[]): string {
  const rows = versions.map(({ tag, since, oid, url, pullRequests, approvers, image }) => {
    const brought = pullRequests.map((page) => link(`#${page.split('/').at(-1)}`, page)).join(', ');
    const commit = link(code(oid.slice(0, 7)), url);
    return row(code(tag), formatTime(since), commit, brought, approvers.join(', '), IMAGES[image]);
  });
  return table(['Tag', 'Deployed', 'Commit', 'Pull request', 'Approved by', 'Image'], rows);
}
