import { expect, test } from '@jest/globals';
import { splitLines } from '../../../../cli/try/split-lines.ts';
import { parseDockerfile } from '../../../../src/image/dockerfile/parse-dockerfile.ts';

const TEXT = 'FROM a\n# packages\nRUN x \\\n  y\n\nCOPY dags /dags\n';
const dockerfile = parseDockerfile(TEXT, 'Dockerfile');

test('each line belongs to the runtime, to the code, or to neither', () => {
  const parts = splitLines(dockerfile, [], false).map(({ part }) => part);
  expect(parts).toEqual(['runtime', 'none', 'runtime', 'runtime', 'none', 'code']);
});

test('if Docker builds the whole image, all lines are runtime', () => {
  expect(splitLines(dockerfile, [], true).at(-1)?.part).toBe('runtime');
});

test('a warning is beside its line, without its link', () => {
  const message = 'This line is slow.\nMore: https://x.io';
  const lines = splitLines(dockerfile, [{ level: 'warning', message, file: 'Dockerfile', line: 6 }], false);
  expect(lines.map(({ note }) => note)).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
    undefined,
    'This line is slow.',
  ]);
});
