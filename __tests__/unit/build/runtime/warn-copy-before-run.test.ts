import { expect, test } from '@jest/globals';
import { describeCopy } from '../../../../src/build/runtime/warn-copy-before-run.ts';
import { parseDockerfile } from '../../../../src/image/dockerfile/parse-dockerfile.ts';

const [copy] = parseDockerfile('FROM a\nCOPY . .\n', 'Dockerfile').stages[0]?.instructions ?? [];

test.each([
  ['builds', 'copy only the list of dependencies before that RUN'],
  ['owner', 'set them with --chown and --chmod of COPY'],
  ['path', 'copy only the files that it needs before it'],
] as const)('a copy that a RUN needs does not say “move it”: %s', (kind, advice) => {
  if (copy === undefined) throw new Error('the Dockerfile has a COPY');
  const message = describeCopy({ instruction: copy, use: { line: 3, kind } });
  expect(message).toContain('The RUN in line 3');
  expect(message).toContain(advice);
  expect(message).not.toContain('Move it');
});

test('a copy that no RUN needs can move, and one of another stage belongs into the last stage', () => {
  if (copy === undefined) throw new Error('the Dockerfile has a COPY');
  expect(describeCopy({ instruction: copy })).toMatch(/before a later RUN, .*Move it after the last RUN/);
  expect(describeCopy({ instruction: copy, stage: 'web' })).toMatch(/in the stage “web”, .*in the last stage/);
});
