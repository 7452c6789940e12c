import { expect, test } from '@jest/globals';
import { makeInert } from '../../../src/gitops/inert-text.ts';

const SOURCE = 'flux-data/flux-airflow';
/** https://docs.github.com/issues/tracking-your-work-with-issues/using-issues/linking-a-pull-request-to-an-issue */
const KEYWORDS = ['close', 'closes', 'closed', 'fix', 'fixes', 'fixed', 'resolve', 'resolves', 'resolved'];
/** https://docs.github.com/actions/managing-workflow-runs/skipping-workflow-runs */
const SKIPS = ['[skip ci]', '[ci skip]', '[no ci]', '[skip actions]', '[actions skip]', '[Skip CI]'];

test.each([
  ...KEYWORDS.flatMap((word) => [
    [`${word} GH-7`, `“${word}” ${SOURCE}#7`],
    [`${word}:#7`, `“${word}”:${SOURCE}#7`],
    [`${word} #7`, `“${word}” ${SOURCE}#7`],
    [`${word}: other/repo#7`, `“${word}”: other/repo#7`],
    [`${word} https://github.com/a/b/issues/7`, `“${word}” https://github.com/a/b/issues/7`],
  ]),
  ...SKIPS.map((words) => [`x ${words}`, `x ${words.replace(' ', '-')}`]),
  ['Add a DAG (#12) and GH-3', `Add a DAG (${SOURCE}#12) and ${SOURCE}#3`],
  ['for @org/team and @ada', 'for @ org/team and @ ada'],
])('%s', (text, inert) => {
  expect(makeInert(text, SOURCE)).toBe(inert);
});

test.each(['fix the 7 DAGs', 'mail a@b.example', 'a#b', 'colour #fff', 'Fixes it', '[skip]'])('%s stays', (text) => {
  expect(makeInert(text, SOURCE)).toBe(text);
});
