import { expect, test } from '@jest/globals';
import { withoutCommands } from '../../../src/gitops/foreign-text.ts';

const REPOSITORY = 'flux-data/flux-airflow';
const KEYWORDS = ['close', 'closes', 'closed', 'fix', 'fixes', 'fixed', 'resolve', 'resolves', 'resolved'];
const SKIPS = ['skip ci', 'ci skip', 'no ci', 'skip actions', 'actions skip'];

test.each(SKIPS)('a message with [%s] still starts the workflows of the other repository', (words) => {
  expect(withoutCommands(`Bump [${words}]`, REPOSITORY)).toBe(`Bump (${words})`);
  expect(withoutCommands(`[${words.toUpperCase()}] Bump`, REPOSITORY)).toBe(`(${words.toUpperCase()}) Bump`);
});

test.each(KEYWORDS)('%s closes no issue, in any of the forms that GitHub documents', (keyword) => {
  for (const before of [keyword, keyword.toUpperCase(), `${keyword}:`]) {
    expect(withoutCommands(`${before} #7`, REPOSITORY)).toBe(`${before} issue ${REPOSITORY}#7`);
    expect(withoutCommands(`${before} other/repo#7`, REPOSITORY)).toBe(`${before} issue other/repo#7`);
    const url = 'https://github.com/flux-data/flux-airflow/issues/7';
    expect(withoutCommands(`${before} ${url}`, REPOSITORY)).toBe(`${before} issue ${url}`);
  }
});

test.each([
  ['see #12, GH-13 and (#14)', `see ${REPOSITORY}#12, ${REPOSITORY}#13 and (${REPOSITORY}#14)`],
  ['see other/repo#12', 'see other/repo#12'],
  ['thanks @ada and @flux-data/leads', 'thanks @ ada and @ flux-data/leads'],
  ['use @task.virtualenv', 'use @ task.virtualenv'],
])('%s becomes %s', (text, harmless) => expect(withoutCommands(text, REPOSITORY)).toBe(harmless));

test.each(['fix the parser', 'mail ada@example.com', 'colour #ffaa00', 'a [list] of ci', 'C# 7', 'fixes: none'])(
  '%s stays as it is',
  (text) => expect(withoutCommands(text, REPOSITORY)).toBe(text),
);
