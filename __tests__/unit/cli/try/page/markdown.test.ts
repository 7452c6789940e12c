import { expect, test } from '@jest/globals';
import { renderMarkdown } from '../../../../../cli/try/page/markdown.ts';

test('links into the sandbox are text, and other links stay', () => {
  const text =
    '[`abc`](https://github.com/your-team/gitops/commit/1) [docs](https://github.com/flux-data/flux-airflow)';
  const { text: markup } = renderMarkdown(text);
  expect(markup).toContain('<code>abc</code>');
  expect(markup.match(/href="[^"]+"/g)).toEqual(['href="https://github.com/flux-data/flux-airflow"']);
});

test('markers and images are left out, and tables are rendered', () => {
  const { text } = renderMarkdown('<!-- marker -->\n![alt](https://x.io/a.png)\n\n| a |\n|---|\n| b |\n');
  expect(text).not.toContain('marker');
  expect(text).not.toContain('<img');
  expect(text).toContain('<td>b</td>');
});
