import { expect, test } from '@jest/globals';
import { describeCopy } from '../../../../src/build/runtime/warn-copy-before-run.ts';
import { parseDockerfile } from '../../../../src/image/dockerfile/parse-dockerfile.ts';

const [copy, run] = parseDockerfile('FROM a\nCOPY . .\nRUN x\n', 'Dockerfile').stages[0]?.instructions ?? [];
if (run === undefined) throw new Error('the Dockerfile has a RUN');

test.each([
  ['builds', 'Copy only the list of dependencies above line 3, which builds the project from this code'],
  ['owner', 'Replace the change of owner or mode in line 3 by --chown and --chmod'],
  ['path', 'Above line 3, copy only the files that it names'],
] as const)('a copy that a RUN needs does not say only “move it”: %s', (kind, advice) => {
  if (copy === undefined) throw new Error('the Dockerfile has a COPY');
  const message = describeCopy({ instruction: copy, use: { line: 3, kind }, repeated: [3] });
  expect(message).toContain(advice);
  expect(message).not.toMatch(/^Move/);
});

test('one sentence says which line to move, and which lines are then not executed again', () => {
  if (copy === undefined) throw new Error('the Dockerfile has a COPY');
  expect(describeCopy({ instruction: copy, last: run, repeated: [3, 5] })).toBe(
    'Move line 2 below the last RUN, unless a RUN between needs it, so that a change of this code adds a layer in a second instead of executing lines 3 and 5 again, which takes minutes.',
  );
  expect(describeCopy({ instruction: copy, repeated: [3, 4, 5, 6] })).toContain(
    'executing lines 3, 4 and 2 more again',
  );
  expect(describeCopy({ instruction: copy, stage: { name: 'web', user: 'unknown' }, last: run, repeated: [] })).toBe(
    'Move line 2 to the last stage, below its last RUN, unless a RUN between needs it, so that a change of this code adds a layer in a second instead of building the runtime again, which takes minutes.',
  );
});
