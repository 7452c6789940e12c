/**
 * Counts the words of the list: `npm run words`. With paths it prints each place: `npm run words -- src/check README.md`.
 * `npm run words -- write` writes the counts that __tests__/repository/word-list.test.ts allows; they only go down. Each
 * needs a reason, which you write by hand.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { updateList } from './compare.ts';
import { LIST, ROOT, readFiles } from './files.ts';
import { countByFile, countByWord, findWords, formatHit } from './find-words.ts';

const args = process.argv.slice(2);
const hits = readFiles().flatMap(findWords);

if (args[0] === 'write') {
  const list = join(ROOT, LIST);
  writeFileSync(list, `${JSON.stringify(updateList(hits, JSON.parse(readFileSync(list, 'utf8'))), null, 2)}\n`);
} else if (args.length > 0) {
  for (const hit of hits.filter(({ path }) => args.some((arg) => path.startsWith(arg)))) console.log(formatHit(hit));
} else
  for (const [word, count] of Object.entries(countByWord(hits))) console.log(`${String(count).padStart(5)}  ${word}`);
if (args[0] === 'write' || args.length === 0)
  console.log(`${hits.length} words in ${Object.keys(countByFile(hits)).length} files`);
