import { basename } from 'node:path';
import { type Html, html, Html as Markup } from '../../../src/deployments-page/html.ts';
import { plural } from '../../../src/plural.ts';
import type { TryResult } from '../result.ts';
import { formatSeconds, judgeTry, type Verdict } from '../verdict.ts';
import { renderWorkflow } from '../workflow.ts';
import { renderChange, renderDockerfile, renderLayer, renderLogs, renderWords } from './sections.ts';
import { STYLE } from './style.ts';

/** Renders the result as one page without scripts and without requests. */
export function renderTryPage(result: TryResult): string {
  const verdict = judgeTry(result);
  const name = basename(result.repository);
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${name}: deployed in the sandbox by flux-airflow</title>
<style>${new Markup(STYLE)}</style>
</head>
<body><main>
<header>
<h1><code>${name}</code>: <span class="${verdict.level}">${verdict.headline}</span></h1>
<p class="quiet">Two approved pull requests of this repository were merged and deployed on this machine, by the action’s own bundle, with stand-ins for GitHub, the registry and Docker. Nothing in your repository was changed, and no service was called.</p>
${renderTiles(result)}
</header>
${renderWork('Before the first deployment', verdict.before)}
${renderWork('What would make it faster', verdict.faster)}
${renderDockerfile(result)}
${renderLayer(result)}
${renderChange(result)}
${renderWords(result)}
<section>
<h2>The workflow</h2>
<p>These are the inputs that your repository needs; <code>flux-airflow init</code> writes all files for Amazon ECR. The names of the registry’s account, the GitOps repository and the GitHub App are yours to fill in.</p>
<div class="box"><div class="head">.github/workflows/deploy.yaml</div><pre class="log">${renderWorkflow(result.inputs)}</pre></div>
</section>
${renderLogs(result)}
</main></body>
</html>
`;
  return page.text;
}

function renderTiles({ first, second, codeLayer, milliseconds }: TryResult): Html {
  const files = codeLayer?.filter(({ isFolder }) => !isFolder) ?? [];
  const docker = second === undefined ? '–' : second.usedDocker ? 'yes' : 'no';
  const tiles = [
    [formatSeconds(first.milliseconds), 'first deployment, besides Docker’s build'],
    [
      second === undefined ? '–' : formatSeconds(second.milliseconds),
      second?.usedDocker ? 'deployment of a new DAG, besides Docker’s build' : 'deployment of a new DAG',
    ],
    [docker, 'Docker for a new DAG'],
    [codeLayer === undefined ? 'none' : plural(files.length, 'file'), 'in the code layer'],
    [formatSeconds(milliseconds), 'this whole try'],
  ] as const;
  return html`<ul class="tiles">${tiles.map(([value, label]) => html`<li><strong>${value}</strong><span>${label}</span></li>`)}</ul>`;
}

function renderWork(title: string, work: Verdict['before']): Html {
  if (work.length === 0) return html``;
  const items = work.map(
    ({ problem, remedy }) => html`<li>${problem}${remedy === '' ? html`` : html`<br><strong>${remedy}</strong>`}</li>`,
  );
  return html`<section><h2>${title}</h2><ol class="work">${items}</ol></section>`;
}
