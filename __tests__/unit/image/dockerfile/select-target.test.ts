import { expect, test } from '@jest/globals';
import { parseDockerfile } from '../../../../src/image/dockerfile/parse-dockerfile.ts';
import { selectTarget } from '../../../../src/image/dockerfile/select-target.ts';

const TEXT = `ARG V=3.3.2
FROM apache/airflow:$V AS Base
RUN <<EOF
pip install pandas
EOF
FROM base AS airflow
COPY dags /opt/airflow/dags
# the tests
FROM airflow AS test
RUN pytest
`;
const parse = (text = TEXT) => parseDockerfile(text, 'Dockerfile');

test.each([
  ['airflow', 'COPY dags /opt/airflow/dags'],
  ['AIRFLOW', 'COPY dags /opt/airflow/dags'],
  ['1', 'COPY dags /opt/airflow/dags'],
  ['base', 'EOF'],
  ['test', 'RUN pytest'],
])('the Dockerfile ends with the stage %s', (target, end) => {
  const { text, stages } = selectTarget(parse(), target);
  expect(text.trimEnd().endsWith(end)).toBe(true);
  expect(stages).toHaveLength(parse(text).stages.length);
  expect(parse(text).stages.map(({ name }) => name)).toEqual(stages.map(({ name }) => name));
});

test('a stage without instructions ends with its FROM', () => {
  expect(selectTarget(parse('FROM a AS one\nFROM one AS two\nRUN x\n'), 'one').text).toBe('FROM a AS one');
});

test('without a target nothing changes', () => {
  expect(selectTarget(parse(), undefined)).toEqual(parse());
});

test.each(['3', 'tests', '-1', ''])('a target that is not a stage is an error that names the stages: %p', (target) => {
  expect(() => selectTarget(parse(), target)).toThrow(
    expect.objectContaining({ code: 'dockerfile-invalid', remedy: expect.stringContaining('base, airflow, test.') }),
  );
});
