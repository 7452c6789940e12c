import { expect, test } from '@jest/globals';
import { findUndeployed } from '../../../src/status/undeployed.ts';

const [OLD, NEW, DEPLOYED] = ['a', 'b', 'c'].map((letter) => letter.repeat(40)) as [string, string, string];

function undeployed(message: string) {
  const messages = new Map([
    [OLD, 'Add a DAG'],
    [NEW, message],
  ]);
  return findUndeployed({ order: 'newer', deployed: DEPLOYED, commits: [OLD, NEW], messages });
}

test.each(['[skip ci]', '[ci skip]', '[no ci]', '[skip actions]', '[actions skip]'])(
  'a message with %s starts no workflow',
  (word) => {
    expect(undeployed(`Bump airflow ${word}\n\nwhy`)).toEqual([
      { oid: NEW, headline: `Bump airflow ${word}`, skipsWorkflows: true },
      { oid: OLD, headline: 'Add a DAG', skipsWorkflows: false },
    ]);
  },
);

test('so does the trailer skip-checks, and no other mention of it', () => {
  expect(undeployed('Bump\n\nwhy\n\nskip-checks: true\n')[0]?.skipsWorkflows).toBe(true);
  expect(undeployed('Explain skip-checks: true in the docs')[0]?.skipsWorkflows).toBe(false);
});

test('nothing is listed if the newest commit is deployed', () => {
  expect(findUndeployed({ order: 'same', deployed: DEPLOYED })).toEqual([]);
});
