import { createHash } from 'node:crypto';
import { rankFiles } from './attention.ts';
import { board } from './board.ts';
import type { DeploymentEvent, PageData } from './data.ts';
import { time } from './elements.ts';
import { Html, html, link } from './html.ts';
import { numbersTable, tiles } from './numbers.ts';

/** The inlined script and style sheet. */
export interface PageAssets {
  readonly script: string;
  readonly style: string;
}

/** Number of teams from which a wall shows less of each. */
const MANY = 10;

/** Renders the page as one HTML file that loads nothing else; its content security policy blocks all requests. */
export function renderPage(data: PageData, assets: PageAssets): string {
  const { script, style } = assets;
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${contentPolicy(assets)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${title(data)}</title>
<style>${new Html(style)}</style>
</head>
<body>
${pageHead(data)}
<main>
<div class="teams${data.files.length > MANY ? ' many' : ''}">${board(data)}</div>
<div class="trends">${tiles(data)}
<section class="charts" aria-labelledby="charts-title"><h2 id="charts-title">Week by week</h2><label>Weeks <select id="weeks"><option>12</option><option selected>26</option><option>52</option><option value="">all</option></select></label><div id="charts"></div></section>
${warnings(data)}</div>
${numbersTable(data)}
<section class="history" aria-labelledby="history-title"><h2 id="history-title">History</h2><div id="history"></div></section>
<noscript><p>The charts and the history need JavaScript, all of which is in this file.</p></noscript>
</main>
<script type="application/json" id="data">${new Html(toScriptJson(data))}</script>
<script>${new Html(script)}</script>
</body>
</html>
`;
  return page.text;
}

/** Allows only this script and this style sheet. https://www.w3.org/TR/CSP3/ */
function contentPolicy({ script, style }: PageAssets): string {
  const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  return [
    "default-src 'none'",
    `script-src ${hash(script)}`,
    `style-src ${hash(style)}`,
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
  ].join('; ');
}

/** Returns JSON that cannot close its script element, without what the script does not read. */
function toScriptJson(data: PageData): string {
  return JSON.stringify({ ...data, events: data.events.map(withoutUnread) }).replaceAll('<', '\\u003c');
}

/** Removes the fields that the page does not show: a seventh of its size. */
function withoutUnread({ author, previousTag, ...event }: DeploymentEvent): DeploymentEvent {
  return {
    ...event,
    ...(event.kind === 'by-hand' && author !== undefined ? { author } : {}),
    ...(event.kind === 'resume' && previousTag !== undefined ? { previousTag } : {}),
  };
}

/** Returns the title, which a tab of the browser shows: how many teams need attention comes first. */
function title(data: PageData): string {
  const urgent = rankFiles(data).filter(({ concerns }) => concerns.length > 0).length;
  return `${urgent === 0 ? '✓' : `(${urgent})`} Deployments of ${data.repository}`;
}

function pageHead({ repository, repositoryUrl, branch, head, readAt, files }: PageData): Html {
  const names = files.map(({ name }, index) => ({ name, index })).sort((a, b) => a.name.localeCompare(b.name, 'en'));
  const options = names.map(({ name, index }) => html`<option value="${index}">${name}</option>`);
  return html`<header>
<div><h1>Deployments</h1>
<p>${link(repositoryUrl, repository)}, ${branch} at ${link(`${repositoryUrl}/commit/${head}`, head.slice(0, 7))}, read ${time(readAt, readAt)}</p></div>
<div class="controls">
<label>Team <select id="file"><option value="">all (${files.length})</option>${options}</select></label>
<label>Colours <select id="theme"><option value="">as the system</option><option value="light">light</option><option value="dark">dark</option></select></label>
<a id="wall" href="?wall">Wall mode</a>
</div>
</header>`;
}

function warnings(data: PageData): Html {
  if (data.warnings.length === 0) return html``;
  const items = data.warnings.map((warning) => html`<li>${warning}</li>\n`);
  return html`<section class="warnings" aria-labelledby="warnings-title"><h2 id="warnings-title">Missing data (${items.length})</h2><ul>${items}</ul></section>`;
}
