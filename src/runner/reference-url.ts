/** The pages of docs/reference that errors and warnings link to. */
export type ReferencePage = 'errors.md' | 'warnings.md' | 'dag-findings.md' | 'guard-findings.md' | 'protection.md';

const HOME = 'https://github.com/flux-data/flux-airflow';

/**
 * Returns the URL of a page or one of its sections, at the version of the action that runs; at `main` if the runner does
 * not name a version, as for a local action.
 * https://docs.github.com/actions/reference/workflows-and-actions/variables#default-environment-variables
 */
export function referenceUrl(page: ReferencePage, heading?: string): string {
  const { GITHUB_ACTION_REPOSITORY: repository, GITHUB_ACTION_REF: ref, GITHUB_SERVER_URL: server } = process.env;
  const version = repository && ref && server ? `${server}/${repository}/blob/${encodeURI(ref)}` : `${HOME}/blob/main`;
  const section = heading === undefined ? '' : `#${anchorOf(heading)}`;
  return `${version}/docs/reference/${page}${section}`;
}

/** Where users report bugs of the action. */
export const ISSUES_URL = `${HOME}/issues`;

/** Returns the anchor that GitHub gives to a Markdown heading. */
export function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^a-z0-9 -]/g, '')
    .replaceAll(' ', '-');
}
