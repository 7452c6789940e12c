import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Answer, Request } from '../../sandbox/http/message.ts';
import { type Stage, VALUES_FILE } from '../../sandbox/stage/stage.ts';
import { html } from '../../src/deployments-page/html.ts';
import type { RecordedRun } from '../record-runs.ts';
import { renderArgoCd } from './argo-cd.ts';
import { renderCommit, renderCommits } from './commits.ts';
import { renderLayout } from './layout.ts';
import { renderPullRequest, renderPullRequests } from './pull-requests.ts';
import { renderRun, renderRuns } from './runs.ts';

export interface Site {
  readonly stage: Stage;
  readonly runs: readonly RecordedRun[];
}

type Params = Readonly<Record<string, string | undefined>>;
type Page = readonly [
  path: string,
  render: (site: Site, params: Params) => Promise<string | undefined> | string | undefined,
];

/** The addresses are GitHub's, so that the links in comments, summaries and commits open. */
const PAGES: readonly Page[] = [
  ['/', renderOverview],
  ['/argo-cd', ({ stage }) => renderArgoCd(stage)],
  ['/deployments', renderDeployments],
  ['/:owner/:repo', renderOverview],
  ['/:owner/:repo/pull/:number', (site, { number = '', ...of }) => renderPullRequest(find(site, of), number)],
  ['/:owner/:repo/commit/:oid', (site, { oid = '', ...of }) => renderCommit(find(site, of), oid)],
  ['/:owner/:repo/blob/:revision/:path+', renderFile],
  ['/:owner/:repo/actions/runs/:id{/*}?', ({ runs }, { id = '' }) => renderRun(runs, id)],
];

/** Serves pages for people at the addresses of the stand-in of GitHub. */
export function servePages(site: Site): void {
  const pages = PAGES.map(([pathname, render]) => [new URLPattern({ pathname }), render] as const);
  site.stage.github.servePages(async ({ method, url }: Request): Promise<Answer | undefined> => {
    if (method !== 'GET') return undefined;
    for (const [pattern, render] of pages) {
      const match = pattern.exec({ pathname: url.pathname });
      const body = match === null ? undefined : await render(site, match.pathname.groups);
      if (body !== undefined) return { status: 200, headers: { 'content-type': 'text/html; charset=utf-8' }, body };
    }
    return undefined;
  });
}

function find({ stage: { source, gitops } }: Site, { owner, repo }: Params) {
  return `${owner}/${repo}` === gitops.fullName ? gitops : source;
}

async function renderOverview({ stage, runs }: Site): Promise<string> {
  const { source, gitops } = stage;
  const values = String(await gitops.read('main', VALUES_FILE));
  return renderLayout(
    'The demo of flux-airflow',
    html`<h2>Pull requests of ${source.fullName}</h2>
${renderPullRequests(source)}
<h2>Runs</h2>
${renderRuns(source.fullName, runs)}
<h2>Commits of ${gitops.fullName}</h2>
${await renderCommits(gitops)}
<h2>${VALUES_FILE}</h2>
<pre>${values}</pre>
<h2>Commits of ${source.fullName}</h2>
${await renderCommits(source)}`,
  );
}

async function renderFile(site: Site, { revision = '', path = '', ...of }: Params): Promise<string | undefined> {
  const text = await find(site, of).read(revision, path);
  return text === undefined ? undefined : renderLayout(path, html`<pre>${String(text)}</pre>`);
}

/** Returns the page that the action status writes, of now. */
async function renderDeployments({ stage }: Site): Promise<string> {
  const page = join(stage.directory, 'deployments.html');
  await stage.run(await stage.source.head('main'), { entry: 'status', inputs: { ...stage.statusInputs(), page } });
  return readFile(page, 'utf8');
}
