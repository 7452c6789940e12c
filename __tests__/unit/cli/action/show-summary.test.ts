import { stripVTControlCharacters } from 'node:util';
import { expect, test } from '@jest/globals';
import { showSummary } from '../../../../cli/action/show-summary.ts';

test('tables are aligned, and nothing of Markdown is left', () => {
  const markdown = [
    '## ✅ `version-1` is deployed',
    '- ⚠️ the cluster differs',
    '| Production |  |\n|---|---|\n| Deployed | `version-1` |\n| Pull request | [#1](https://x.io/1) Add&#95;it<br>#2 |',
  ].join('\n\n');
  expect(stripVTControlCharacters(showSummary(markdown))).toBe(
    [
      '✅ version-1 is deployed',
      '• ⚠️ the cluster differs',
      'Deployed      version-1\nPull request  #1 Add_it, #2',
    ].join('\n\n'),
  );
});
