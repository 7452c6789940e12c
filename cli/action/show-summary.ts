import { styleText } from 'node:util';
import { marked, type Token, type Tokens } from 'marked';

/** Returns the job summary for a terminal: tables with aligned columns, links and marks as plain text. */
export function showSummary(markdown: string): string {
  return marked
    .lexer(markdown)
    .map(showBlock)
    .filter((text) => text !== '')
    .join('\n\n');
}

function showBlock(token: Token): string {
  if (token.type === 'heading') return styleText('bold', plain((token as Tokens.Heading).text));
  if (token.type === 'table') return showTable(token as Tokens.Table);
  if (token.type === 'list') return (token as Tokens.List).items.map(({ text }) => `• ${plain(text)}`).join('\n');
  if (token.type === 'code') return (token as Tokens.Code).text;
  return token.type === 'space' ? '' : plain(token.raw);
}

function showTable({ header, rows }: Tokens.Table): string {
  const texts = [header, ...rows].map((cells) => cells.map(({ text }) => plain(text)));
  const shown = texts.filter((cells, index) => index > 0 || cells.some((text, column) => column > 0 && text !== ''));
  const widths = header.map((_, column) => Math.max(...shown.map((cells) => cells[column]?.length ?? 0)));
  return shown
    .map((cells) =>
      cells
        .map((text, column) => text.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function plain(text: string): string {
  return text
    .replace(/<br\s*\/?>/g, ', ')
    .replace(/<[^>]+>/g, '')
    .replace(/\[((?:[^[\]]|\[[^\]]*\])*)\]\([^)]*\)/g, '$1')
    .replace(/[`*]/g, '')
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)))
    .trim();
}
