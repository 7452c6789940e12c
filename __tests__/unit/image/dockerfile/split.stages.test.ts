import { expect, test } from '@jest/globals';
import { parseDockerfile } from '../../../../src/image/dockerfile/parse-dockerfile.ts';
import { splitDockerfile } from '../../../../src/image/dockerfile/split.ts';

/** Returns the lines of the code, the number of stages in the runtime, and the last line of the runtime's text. */
function splitOf(...lines: string[]) {
  const { code, runtime, end, dockerfile } = splitDockerfile(parseDockerfile(`${lines.join('\n')}\n`, 'Dockerfile'));
  return [code.map(({ line }) => line), runtime.length, dockerfile.text.slice(0, end).split('\n').length];
}

test('a stage that only continues an earlier one is part of it', () => {
  const base = ['FROM a AS base', 'RUN pip install b', 'COPY dags /dags'];
  expect(splitOf(...base, 'FROM base')).toEqual([[3], 1, 2]);
  expect(splitOf(...base, 'FROM base AS prod', 'COPY plugins /plugins', 'USER airflow')).toEqual([[3, 5, 6], 1, 2]);
  expect(splitOf(...base, 'FROM x AS test', 'RUN y', 'FROM base AS mid', 'ENV A=1', 'FROM mid', 'CMD b')).toEqual([
    [3, 7, 9],
    1,
    2,
  ]);
  expect(splitOf(...base, 'FROM base AS prod', 'RUN chmod 755 /dags/a.sh')).toEqual([[3, 5], 1, 2]);
});

test('what executes in a continued stage ends the runtime there', () => {
  expect(splitOf('FROM a AS base', 'COPY dags /dags', 'FROM base AS prod', 'RUN b', 'COPY c /c')).toEqual([[5], 2, 4]);
});

test.each([
  ['a stage of another platform', 'FROM --platform=linux/arm64 base', 'USER airflow'],
  ['an ENTRYPOINT, which drops the CMD of the other stage', 'FROM base', 'ENTRYPOINT ["/e"]'],
])('%s is not continued', (_, from, line) => {
  expect(splitOf('FROM a AS base', 'COPY dags /dags', 'CMD c', from, line)).toEqual([[5], 2, 4]);
});

test('a stage with ONBUILD is not continued', () => {
  expect(splitOf('FROM a AS base', 'ONBUILD COPY dags /dags', 'FROM base', 'USER airflow')).toEqual([[4], 2, 3]);
});

test('another image, and a later stage of the same name, is not continued', () => {
  expect(splitOf('FROM a AS base', 'COPY dags /dags', 'FROM b', 'USER airflow')).toEqual([[4], 2, 3]);
  expect(splitOf('FROM a AS base', 'COPY dags /dags', 'FROM b AS base', 'COPY x /x', 'FROM base', 'CMD c')).toEqual([
    [4, 6],
    2,
    3,
  ]);
});
