import type { CommitObject } from '../../sandbox/github/objects.ts';
import type { Repository } from '../../sandbox/github/repository.ts';
import { type Html, html } from '../../src/deployments-page/html.ts';
import { showCommit } from '../show-commit.ts';
import { formatTime, renderLayout, renderTable } from './layout.ts';

/** Renders a link to a commit's page. */
export function linkCommit({ fullName }: Repository, oid: string): Html {
  return html`<a href="/${fullName}/commit/${oid}"><code>${oid.slice(0, 7)}</code></a>`;
}

/** Renders the commits of main, newest first. */
export async function renderCommits(repository: Repository): Promise<Html> {
  const commits = await repository.log(repository.defaultBranch);
  const row = ({ oid, message, author }: CommitObject) => [
    linkCommit(repository, oid),
    message.split('\n')[0] ?? '',
    author.name,
    formatTime(new Date(author.date)),
  ];
  return renderTable(['commit', 'message', 'author', 'UTC'], commits.map(row));
}

/** Renders a commit: its message with the trailers, and its changes. `undefined` if the repository lacks it. */
export async function renderCommit(repository: Repository, oid: string): Promise<string | undefined> {
  const commit = await repository.readCommit(oid);
  if (commit === undefined) return undefined;
  const [subject = '', ...rest] = commit.message.trim().split('\n');
  const shown = await showCommit(repository.directory, oid);
  const from = shown.indexOf('\ndiff --git');
  const changes = from < 0 ? [] : shown.slice(from + 1).split('\n');
  return renderLayout(
    subject,
    html`<p>${repository.fullName} · <code>${oid}</code> · ${commit.author.name}</p>
${rest.length === 0 ? '' : html`<pre>${rest.join('\n').trim()}</pre>`}
<pre>${changes.map(renderLine)}</pre>`,
  );
}

function renderLine(line: string): Html {
  const kind = /^\+(?!\+\+)/.test(line) ? 'added' : /^-(?!--)/.test(line) ? 'removed' : '';
  return html`<span class="${kind}">${line}</span>\n`;
}
