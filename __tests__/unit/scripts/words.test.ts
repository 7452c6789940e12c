import { describe, expect, test } from '@jest/globals';
import { compareWithList, updateList } from '../../../scripts/words/compare.ts';
import { countByWord, findWords, formatHit } from '../../../scripts/words/find-words.ts';

function find(text: string): string[] {
  return findWords({ path: 'a.ts', text }).map(({ found }) => found);
}

describe('the word list', () => {
  test.each([
    ['Whoever awaits it sees its error.', ['Whoever']],
    ['nobody’s tag, and somebody else', ['nobody’s', 'somebody']],
    ['He approves his own change himself.', ['He', 'his', 'himself']],
    ['an answer that is no JSON; @ada is none of them', ['is no', 'is none']],
    ['what stands in it, as it stood', ['stands', 'stood']],
    ['The mended file is read anew, and told.', ['anew', 'mended', 'told']],
    ['It is repeated, for it changes nothing.', [', for it']],
    ['/** Gives the digest. */', ['Gives']],
  ])('finds %j', (text, found) => {
    expect(find(text)).toEqual(found);
  });

  test.each([
    'There is no tag. It is no longer there.',
    'The name stands for a commit and stands in for another; the text stands alone.',
    'if value is None and None is none_of_these: the code is None',
    'The recommended chart; standard; bystander; amend; storyteller; the history; foreground',
    'for this commit, for the chart',
    'const told1 = formatTold(); // a camelCase part is not a word',
  ])('accepts %j', (text) => {
    expect(find(text)).toEqual([]);
  });

  test('counts each word, and names its place and the text to write instead', () => {
    const hits = findWords({ path: 'a.ts', text: 'x\nis told anew\n' });
    expect(countByWord(hits)).toMatchObject({ anew: 1, 'tell, told': 1, mend: 0 });
    expect(hits.map(formatHit)).toEqual([
      'a.ts:2: "anew": write "again"',
      expect.stringMatching(/^a\.ts:2: "told": write "returns"/),
    ]);
  });
});

describe('the comparison with the list', () => {
  const hits = findWords({ path: 'a.ts', text: 'anew\nanew\n' });

  test('is empty where the numbers agree', () => {
    expect(compareWithList(hits, { 'a.ts': { count: 2, reason: 'a name' } })).toEqual([]);
  });

  test('names each place of a file with more', () => {
    const [message = ''] = compareWithList(hits, { 'a.ts': { count: 1, reason: 'a name' } });
    expect(message).toBe(
      'a.ts: 2 words of the list, 1 are allowed:\n  a.ts:1: "anew": write "again"\n  a.ts:2: "anew": write "again"',
    );
  });

  test('asks for the reason of an exception', () => {
    expect(compareWithList(hits, { 'a.ts': { count: 2, reason: ' ' } })).toEqual([
      'a.ts: the exception has no reason. Rewrite the text, or add a reason.',
    ]);
  });

  test('an update changes the counts, keeps the reasons, and removes files without a hit', () => {
    const list = { 'a.ts': { count: 3, reason: 'a name' }, 'b.ts': { count: 1, reason: 'a quotation' } };
    expect(updateList(hits, list)).toEqual({ 'a.ts': { count: 2, reason: 'a name' } });
    expect(updateList(hits, {})).toEqual({ 'a.ts': { count: 2, reason: '' } });
  });

  test('asks to lower the list for a file with fewer, and for one that is gone', () => {
    expect(
      compareWithList(hits, { 'a.ts': { count: 3, reason: 'a name' }, 'b.ts': { count: 1, reason: 'a name' } }),
    ).toEqual([
      'a.ts: 2 instead of 3. Lower the list with "npm run words -- write".',
      'b.ts: 0 instead of 1. Lower the list with "npm run words -- write".',
    ]);
  });
});
