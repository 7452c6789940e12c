import { expect, test } from '@jest/globals';
import { marked } from 'marked';
import { code, codeBlock, details, escapeText, link, row, table } from '../../src/markdown.ts';

const HOSTILE = 'a`b|c<img src=x>[d](e)*f*_g_~h~@ada&amp;\\*#1 $x$';

test('escaped text shows just itself, also inside HTML', async () => {
  const html = await marked(escapeText(HOSTILE));
  expect(html).not.toMatch(/<(?!\/?p>)/);
  expect(decode(html.replace(/<\/?p>/g, '').trim())).toBe(HOSTILE);
  expect(decode(details(escapeText(HOSTILE), ''))).toContain(HOSTILE);
});

test.each([['a`b'], ['`'], ['a\nb'], ['<b>']])('nothing in %j ends code in a line', async (text) => {
  expect(await marked(code(text))).toMatch(/^<p><code>[^<]+<\/code><\/p>\n$/);
});

test('a cell stays one cell', async () => {
  const html = await marked(table(['', 'What'], [row(code('a | b\nc'), escapeText(HOSTILE))]));
  expect(html.match(/<td>/g)).toHaveLength(2);
  expect(html).toContain('<code>a | b c</code>');
});

test('a pipe in code outside a table is shown as it is', async () => {
  expect(await marked(`- ${code('a | b')}`)).toContain('<code>a | b</code>');
});

test.each(['plain', '```\nfence', '`````', 'ends with a line\n'])(
  'nothing in %j ends a block of code',
  async (text) => {
    const html = await marked(codeBlock('text', text));
    expect(html.match(/<pre>/g)).toHaveLength(1);
    expect(html).toMatch(/<\/code><\/pre>\n$/);
  },
);

test('nothing in an address ends a link', async () => {
  expect(await marked(link('a', 'https://x.test/(b)<c> d'))).toBe(
    '<p><a href="https://x.test/%28b%29%3cc%3e%20d">a</a></p>\n',
  );
});

const NAMED: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', amp: '&' };

function decode(html: string): string {
  return html.replace(/&(?:#(\d+)|(\w+));/g, (_, number, name) => NAMED[name] ?? String.fromCharCode(number));
}
