import { expect, test } from '@jest/globals';
import { expandText, expandWord, splitWords } from '../../../../../src/image/dockerfile/words/expand.ts';
import { WordError } from '../../../../../src/image/dockerfile/words/shell-words.ts';

const VALUES: Readonly<Record<string, string>> = { HOME: '/opt', EMPTY: '', A1: 'x y' };
const expand = (word: string) => expandWord(word, (name) => VALUES[name], '\\');

test.each([
  ['$HOME/dags', '/opt/dags'],
  [`${'$'}{HOME}/dags`, '/opt/dags'],
  ['$HOMEX', ''],
  [`${'$'}{NONE:-a}${'$'}{EMPTY:-b}${'$'}{EMPTY-c}`, 'ab'],
  [`${'$'}{HOME:+set}${'$'}{NONE:+set}${'$'}{EMPTY+set}`, 'setset'],
  [`${'$'}{NONE:-${'$'}{HOME}/x}`, '/opt/x'],
  [String.raw`\$HOME`, '$HOME'],
  [`'$HOME'`, '$HOME'],
  [`"$A1 \\"z\\" \\n"`, 'x y "z" \\n'],
  ['a$', 'a$'],
  ['"a b"c', 'a bc'],
])('%s becomes %s', (word, expected) => {
  expect(expand(word)).toBe(expected);
});

test.each(["'open", '"open', `${'$'}{HOME`, `${'$'}{HOME%x}`, `${'$'}{NONE:?must be given}`, `${'$'}{}`])(
  '%s is rejected',
  (word) => {
    expect(() => expand(word)).toThrow(WordError);
  },
);

test('in a here-document only variables are expanded', () => {
  expect(expandText(`it's "$HOME"`, (name) => VALUES[name])).toBe(`it's "/opt"`);
});

test('words are split outside quotes', () => {
  expect(splitWords(String.raw`a\ b "c d" 'e "f' g`, '\\')).toEqual([String.raw`a\ b`, '"c d"', `'e "f'`, 'g']);
});
