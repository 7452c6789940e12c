import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from '@jest/globals';
import { GATES } from '../../src/gates/gates.ts';

const PAGE = join(resolve(import.meta.dirname, '../..'), 'docs/explanation/how-a-deployment-works.md');

test('how-a-deployment-works.md has an entry for each gate, in the order of GATES', () => {
  const entries = [...readFileSync(PAGE, 'utf8').matchAll(/^\d+\. \*\*(.+?\?)\*\*/gm)].map(([, question]) => question);
  expect(entries).toEqual(GATES.map(({ question }) => question));
});
