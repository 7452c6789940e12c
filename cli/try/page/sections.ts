import { basename } from 'node:path';
import { formatBytes } from '../../../src/bytes.ts';
import { type Html, html } from '../../../src/deployments-page/html.ts';
import { describeLayer } from '../report.ts';
import type { Deployed, TryResult } from '../result.ts';
import { renderMarkdown } from './markdown.ts';

/** Layer files that are shown without a click. */
const FILES_SHOWN = 12;

/** Renders the Dockerfile with the part of each line. */
export function renderDockerfile({ dockerfile, isWhole }: TryResult): Html {
  const { path, isExample, lines, onBuild } = dockerfile;
  const source = isExample
    ? html`<p>Your repository has no Dockerfile. This is the one that <code>flux-airflow init</code> writes for it.</p>`
    : html``;
  const explanation = isWhole
    ? html`Docker builds all of it, again for each change to a file that it copies.`
    : html`The <span class="runtime-word">runtime</span> is built by Docker, once until it changes. The action packs the <span class="code-word">code</span> itself, as one layer.`;
  const triggers =
    onBuild.length === 0
      ? html``
      : html`<p>The base image of Astronomer adds its ONBUILD lines after FROM: ${onBuild.length} lines, the last of which is <code>${onBuild.at(-1) ?? ''}</code>. Here a stand-in has them, as far as they are documented.</p>`;
  const rows = lines.map(({ number, text, part, note }) => {
    const mark = part === 'none' ? '' : part;
    const shown = html`<span class="line ${part}"><b>${mark}</b><i>${number}</i><span>${text}</span></span>`;
    return note === undefined ? shown : html`${shown}<span class="note">⚠ ${note}</span>`;
  });
  return html`<section><h2>How your Dockerfile is split</h2>${source}<p>${explanation}</p>${triggers}
<div class="box"><div class="head">${path}</div><pre tabindex="0"><code class="lines">${rows}</code></pre></div></section>`;
}

/** Renders the files of the code layer. */
export function renderLayer(result: TryResult): Html {
  const { codeLayer, dagFile } = result;
  if (codeLayer === undefined)
    return html`<section><h2>The code layer</h2><p>There is ${describeLayer(result)}.</p></section>`;
  const isNew = (path: string) => path.endsWith(`/${basename(dagFile)}`);
  const files = codeLayer.filter(({ isFolder }) => !isFolder).toSorted((a, b) => +isNew(b.path) - +isNew(a.path));
  const rows = files.map(
    ({ path, mode, uid, gid, size }) =>
      html`<tr class="${isNew(path) ? 'new' : ''}"><td><code>${path}</code></td><td class="number">${(mode & 0o7777).toString(8).padStart(4, '0')}</td><td class="number">${uid}:${gid}</td><td class="number">${formatBytes(size)}</td></tr>`,
  );
  const table = (some: readonly Html[]) =>
    html`<div class="scroll" tabindex="0"><table><thead><tr><th>file in the image</th><th>mode</th><th>owner</th><th>size</th></tr></thead><tbody>${some}</tbody></table></div>`;
  const more = rows.slice(FILES_SHOWN);
  const rest =
    more.length === 0 ? html`` : html`<details><summary>${more.length} more files</summary>${table(more)}</details>`;
  const note = html`<p class="quiet">Stand-ins replace the base images, so the owners’ numbers may differ in yours.</p>`;
  if (files.length === 0) return html`<section><h2>The code layer</h2><p>It has no files.</p></section>`;
  return html`<section><h2>The code layer</h2>${note}${table(rows.slice(0, FILES_SHOWN))}${rest}</section>`;
}

/** Renders the commit in the GitOps repository. */
export function renderChange({ values, first, second }: TryResult): Html {
  const shown = [second, first].find((each) => each !== undefined && each.commit !== '');
  if (shown === undefined) return html``;
  const source = values.isExample
    ? html`<p>Your repository has no values file of an Airflow chart, so this is an example. Name yours with <code>--values</code>.</p>`
    : html``;
  const [message = '', diff = ''] = splitCommit(shown.commit);
  return html`<section><h2>The changed line of the values file</h2>${source}
<div class="box"><div class="head">${values.path}</div><pre tabindex="0"><code class="diff">${diff.split('\n').map(renderDiffLine)}</code></pre></div>
<div class="box"><div class="head">The commit</div><pre class="log">${message}</pre></div></section>`;
}

/** Renders what people read: the comment on the pull request, and the job summary. */
export function renderWords({ first, second }: TryResult): Html {
  const { comment, summary } = second ?? first;
  const box = (title: string, text: string) =>
    text === ''
      ? html``
      : html`<div class="box"><div class="head">${title}</div><div class="content markdown">${renderMarkdown(text)}</div></div>`;
  return html`<section><h2>What people see</h2>${box('The comment on the pull request', comment)}${box('The job summary', summary)}</section>`;
}

/** Renders the logs of both deployments, closed. */
export function renderLogs({ first, second }: TryResult): Html {
  const log = ({ title, log: lines, exitCode }: Deployed) =>
    html`<details><summary>The log of “${title}” (exit code ${String(exitCode)})</summary><div class="box"><pre class="log">${lines.join('\n').trim()}</pre></div></details>`;
  return html`<section><h2>The logs</h2>${[first, ...(second === undefined ? [] : [second])].map(log)}</section>`;
}

/** Splits the output of git show into the message and the lines of the change. */
function splitCommit(text: string): [message: string, diff: string] {
  const at = text.indexOf('\ndiff --git');
  const [head, change] = at === -1 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
  const message = head
    .split('\n')
    .filter((line) => line.startsWith('    '))
    .map((line) => line.slice(4));
  return [
    message.join('\n').trim(),
    change
      .split('\n')
      .filter((line) => /^[ +@-]/.test(line) && !/^(?:\+\+\+|---) /.test(line))
      .join('\n'),
  ];
}

function renderDiffLine(line: string): Html {
  const kind = { '+': 'plus', '-': 'minus', '@': 'hunk' }[line[0] ?? ' '] ?? '';
  return html`<span class="${kind}">${line}</span>`;
}
