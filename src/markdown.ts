/** The signs that Markdown, HTML, a mention or a reference to an issue begins or ends with. */
const SIGNS = /[\\`*_[\]<>|~&@#$]/g;

/**
 * Returns Markdown that shows a text as it is. Uses entities instead of backslashes, because only
 * entities work inside HTML too.
 */
export function escapeText(text: string): string {
  return text.replace(SIGNS, (sign) => `&#${sign.charCodeAt(0)};`);
}

/** Returns text as code within a line; nothing in the text ends the code. */
export function code(text: string): string {
  return `\`${oneLine(text).replaceAll('`', "'")}\``;
}

/** Returns text in which each commit id of 40 digits, also within a tag, has its first seven. */
export function shortenCommits(text: string): string {
  return text.replace(/(?<![0-9a-f])([0-9a-f]{7})[0-9a-f]{33}(?![0-9a-f])/g, '$1');
}

/** Returns a link; `label` is Markdown. */
export function link(label: string, url: string): string {
  return `[${label}](${url.replace(/[ ()<>]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`)})`;
}

/** Returns a table; an empty `head` has a name for each column all the same: `''`. `rows` are made by `row`. */
export function table(head: readonly string[], rows: readonly string[]): string {
  return [row(...head), `|${head.map(() => '---|').join('')}`, ...rows].join('\n');
}

/** Returns a row of a table; the cells are Markdown of one line. */
export function row(...cells: readonly string[]): string {
  return `| ${cells.map((cell) => oneLine(cell).replaceAll('|', '\\|')).join(' | ')} |`;
}

/** Returns a block of code; nothing in the text ends the block. */
export function codeBlock(language: string, text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${text.trimEnd()}\n${fence}`;
}

/** Returns Markdown that is folded under a line of Markdown. */
export function details(summary: string, body: string): string {
  return `<details><summary>${oneLine(summary)}</summary>\n\n${body}\n\n</details>`;
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, (space) => (/[\r\n]/.test(space) ? ' ' : space));
}
