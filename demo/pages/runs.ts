import { type Html, html } from '../../src/deployments-page/html.ts';
import type { RecordedRun } from '../record-runs.ts';
import { seconds } from '../say.ts';
import { renderLayout, renderMarkdown, renderTable } from './layout.ts';

/** Renders the runs, newest first. */
export function renderRuns(source: string, runs: readonly RecordedRun[]): Html {
  const row = ({ id, action, sha, result }: RecordedRun) => [
    html`<a href="/${source}/actions/runs/${id}">${action} ${id}</a>`,
    html`<code>${sha.slice(0, 7)}</code>`,
    result.outputs.outcome ?? (result.exitCode === 0 ? 'success' : 'failure'),
    seconds(result.milliseconds),
  ];
  return renderTable(['run', 'commit', 'outcome', 'time'], runs.toReversed().map(row));
}

/** Renders a run as its page on GitHub: annotations, summary, log. `undefined` if there is none with this number. */
export function renderRun(runs: readonly RecordedRun[], id: string): string | undefined {
  const run = runs.find((each) => String(each.id) === id);
  if (run === undefined) return undefined;
  const { exitCode, annotations, summary, log, milliseconds } = run.result;
  const state = exitCode === 0 ? '✅ success' : '❌ failure';
  return renderLayout(
    `${run.action}, run ${id}`,
    html`<p>${state} in ${seconds(milliseconds)}, for the commit <code>${run.sha}</code></p>
${annotations.length === 0 ? '' : html`<h2>Annotations</h2><ul>${annotations.map(({ level, message }) => html`<li><strong>${level}</strong>: ${message}</li>`)}</ul>`}
<h2>Summary</h2>
<article>${renderMarkdown(summary)}</article>
<h2>Log</h2>
<pre>${log.join('\n').trim()}</pre>`,
  );
}
