import { marked } from 'marked';
import { Html, html } from '../../src/deployments-page/html.ts';

const STYLE = `
:root { color-scheme: light dark; --line: light-dark(#d0d7de, #3d444d); --soft: light-dark(#f6f8fa, #151b23); }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 62rem; margin: 0 auto; padding: 1rem 1.5rem 4rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.15rem; margin-top: 2rem; }
nav { border-bottom: 1px solid var(--line); padding-bottom: .5rem; }
nav a { margin-right: 1rem; }
table { border-collapse: collapse; display: block; overflow-x: auto; }
th, td { text-align: left; padding: .3rem .9rem .3rem 0; vertical-align: top; border-bottom: 1px solid var(--line); }
pre { background: var(--soft); border: 1px solid var(--line); border-radius: 6px; padding: .8rem; overflow-x: auto; font-size: 13px; }
code { font-size: .9em; }
article { border: 1px solid var(--line); border-radius: 6px; padding: .2rem 1rem; margin: 1rem 0; }
.added { color: light-dark(#116329, #7ee787); } .removed { color: light-dark(#a40e26, #ffa198); }
.soft { opacity: .7; }`;

/** Renders a page of the demo. It loads nothing. */
export function renderLayout(title: string, content: Html): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${new Html(STYLE)}</style>
</head>
<body>
<nav><a href="/">Overview</a><a href="/argo-cd">Argo CD</a><a href="/deployments">Deployments page</a></nav>
<h1>${title}</h1>
${content}
</body>
</html>
`.text;
}

/** Renders Markdown that the action wrote, as GitHub shows it in a comment or a summary. */
export function renderMarkdown(text: string): Html {
  return new Html(marked.parse(text, { async: false, gfm: true }));
}

/** Renders a table. */
export function renderTable(heads: readonly string[], rows: readonly (readonly (Html | string)[])[]): Html {
  const cells = (row: readonly (Html | string)[]) => html`<tr>${row.map((cell) => html`<td>${cell}</td>`)}</tr>`;
  return html`<table><thead><tr>${heads.map((head) => html`<th>${head}</th>`)}</tr></thead><tbody>${rows.map(cells)}</tbody></table>`;
}

/** Returns the time of day, which is enough for a demo. */
export function formatTime(date: Date): string {
  return date.toISOString().slice(11, 19);
}
