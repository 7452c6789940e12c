import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { showDifference, writeFiles } from '../../../../cli/init/write.ts';
import { writeTree } from '../file-tree.ts';

const FILES = { 'a/new.txt': 'new\n', 'same.txt': 'same\n', 'other.txt': 'ours\n' };
const read = (directory: string, path: string) => readFileSync(join(directory, path), 'utf8');

test('missing files are written, and equal ones are left', () => {
  const directory = writeTree({ 'same.txt': 'same\n' });
  const { added, same, different } = writeFiles(directory, FILES, false);
  expect({ added, same, different }).toEqual({ added: ['a/new.txt', 'other.txt'], same: ['same.txt'], different: [] });
  expect(read(directory, 'a/new.txt')).toBe('new\n');
  expect(writeFiles(directory, FILES, false).added).toEqual([]);
});

test('if one file has another content, nothing is written, and the difference can be shown', () => {
  const directory = writeTree({ 'other.txt': 'theirs\n' });
  expect(writeFiles(directory, FILES, false).different).toEqual(['other.txt']);
  expect(read(directory, 'other.txt')).toBe('theirs\n');
  expect(() => read(directory, 'a/new.txt')).toThrow('ENOENT');
  const shown = showDifference(directory, 'other.txt', 'ours\n');
  expect(shown).toBe('--- other.txt (now)\n+++ other.txt (new)\n@@ -1 +1 @@\n-theirs\n+ours\n');
});

test('with force, the file is overwritten', () => {
  const directory = writeTree({ 'other.txt': 'theirs\n' });
  writeFiles(directory, FILES, true);
  expect(read(directory, 'other.txt')).toBe('ours\n');
});
