import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { compareWithList } from '../../scripts/words/compare.ts';
import { LIST, ROOT, readFiles } from '../../scripts/words/files.ts';
import { findWords } from '../../scripts/words/find-words.ts';

test('each file has exactly the words that word-list.json allows, each exception with its reason', () => {
  const files = readFiles();
  expect(files.length).toBeGreaterThan(500);
  const differences = compareWithList(files.flatMap(findWords), JSON.parse(readFileSync(join(ROOT, LIST), 'utf8')));
  expect(differences.join('\n')).toBe('');
});
