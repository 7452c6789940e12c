/** The pages of docs/reference that errors and warnings lead to. */
export type ReferencePage = 'errors.md' | 'warnings.md' | 'dag-findings.md' | 'guard-findings.md' | 'protection.md';

const HOME = 'https://github.com/flux-data/flux-airflow';

/**
 * The address of a page, or of a section of it, as of the very version of the action that runs; of `main` where the
 * runner does not name that version, as for an action of the checkout.
 * https://docs.github.com/actions/reference/workflows-and-actions/variables#default-environment-variables
 */
export function referenceUrl(page: ReferencePage, heading?: string): string {
  const { GITHUB_ACTION_REPOSITORY: repository, GITHUB_ACTION_REF: ref, GITHUB_SERVER_URL: server } = process.env;
  const version = repository && ref && server ? `${server}/${repository}/blob/${encodeURI(ref)}` : `${HOME}/blob/main`;
  const section = heading === undefined ? '' : `#${anchorOf(heading)}`;
  return `${version}/docs/reference/${page}${section}`;
}

/** Where faults of the action itself are reported. */
export const ISSUES_URL = `${HOME}/issues`;

/** As GitHub makes the anchor of a heading in Markdown. */
export function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^a-z0-9 -]/g, '')
    .replaceAll(' ', '-');
}
