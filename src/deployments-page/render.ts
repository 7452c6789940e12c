import { createHash } from 'node:crypto';
import type { PageData } from './data.ts';
import { commonFolder, formatDuration, formatTime } from './format.ts';
import { Html, html, link } from './html.ts';
import { countEvents } from './statistics.ts';
import { numbersTable, RECENT_DAYS, runningTable } from './tables.ts';

/** The inlined script and style sheet. */
export interface PageAssets {
  readonly script: string;
  readonly style: string;
}

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
<title>Deployments of ${data.repository}</title>
<style>${new Html(style)}</style>
</head>
<body>
${pageHead(data)}
<main>
${tiles(data)}
${warnings(data)}
${section('running', 'What runs where', runningTable(data))}
<section aria-labelledby="plots-title"><h2 id="plots-title">Frequency, failures and times</h2><div id="plots"></div></section>
${section('numbers', 'In numbers', numbersTable(data))}
<section aria-labelledby="history-title"><h2 id="history-title">History</h2><div id="history"></div></section>
<noscript><p>The history and the plots need JavaScript, all of which is in this file.</p></noscript>
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

/** Returns JSON that cannot close its script element. */
function toScriptJson(data: PageData): string {
  return JSON.stringify(data).replaceAll('<', '\\u003c');
}

function pageHead({ repository, repositoryUrl, branch, head, readAt, files }: PageData): Html {
  const folder = commonFolder(files.map(({ path }) => path));
  const options = files.map(({ path }, index) => html`<option value="${index}">${path.slice(folder.length)}</option>`);
  return html`<header>
<div><h1>Deployments</h1>
<p>${link(repositoryUrl, repository)}, ${branch} at ${link(`${repositoryUrl}/commit/${head}`, head.slice(0, 7))}, read <time datetime="${readAt}">${formatTime(readAt)} UTC</time></p></div>
<div class="controls">
<label>Values file <select id="file"><option value="">all (${files.length})</option>${options}</select></label>
<label>Colours <select id="theme"><option value="">as the system</option><option value="light">light</option><option value="dark">dark</option></select></label>
</div>
</header>`;
}

function tiles({ events, files, readAt }: PageData): Html {
  const since = Date.parse(readAt) - RECENT_DAYS * 86_400_000;
  const recent = countEvents(events.filter(({ at }) => Date.parse(at) >= since));
  const held = files.filter(({ hold }) => hold !== undefined).length;
  const facts: [string, string | number][] = [
    ['values files', files.length],
    ['held now', held],
    ['deployments', recent.deployments],
    ['rollbacks', recent.rollbacks],
    ['failures', recent.failures],
    ['merge to commit, median', formatDuration(recent.mergeSeconds)],
    ['commit to Healthy, median', formatDuration(recent.healthySeconds)],
  ];
  const list = facts.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>\n`);
  return html`<section aria-labelledby="tiles-title"><h2 id="tiles-title">The last ${RECENT_DAYS} days</h2><dl class="tiles">${list}</dl></section>`;
}

function warnings(data: PageData): Html {
  if (data.warnings.length === 0) return html``;
  const items = data.warnings.map((warning) => html`<li>${warning}</li>\n`);
  return html`<section class="warnings" aria-labelledby="warnings-title"><h2 id="warnings-title">Missing data</h2><ul>${items}</ul></section>`;
}

/** Renders a section with a table that scrolls by itself, also by keyboard. */
function section(id: string, title: string, table: Html): Html {
  return html`<section aria-labelledby="${id}-title"><h2 id="${id}-title">${title}</h2><div class="scroll" role="region" aria-label="${title}, table" tabindex="0">${table}</div></section>`;
}
