import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { compareWithList } from '../../scripts/words/compare.ts';
import { LIST, ROOT, readFiles } from '../../scripts/words/files.ts';
import { findWords } from '../../scripts/words/find-words.ts';

test('no file has more words of the list than word-list.json allows, and none has fewer', () => {
  const files = readFiles();
  expect(files.length).toBeGreaterThan(500);
  const differences = compareWithList(files.flatMap(findWords), JSON.parse(readFileSync(join(ROOT, LIST), 'utf8')));
  expect(differences.join('\n')).toBe('');
});
