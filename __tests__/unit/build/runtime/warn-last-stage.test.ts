import { afterEach, expect, jest, test } from '@jest/globals';
import type { Plan } from '../../../../src/build/plan/plan.ts';
import { warnOfLastStage } from '../../../../src/build/runtime/warn-last-stage.ts';
import { parseDockerfile } from '../../../../src/image/dockerfile/parse-dockerfile.ts';
import { keepWhole } from '../../../../src/image/dockerfile/split.ts';

afterEach(() => {
  jest.restoreAllMocks();
});

function printedFor(text: string): string {
  const write = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  warnOfLastStage({ split: keepWhole(parseDockerfile(text, 'Dockerfile')) } as unknown as Plan);
  return write.mock.calls.join('');
}

test.each([
  ['FROM a AS airflow\nRUN x\nFROM airflow AS test\n', 'test', 3],
  ['FROM a AS airflow\nFROM airflow AS unit-tests\n', 'unit-tests', 2],
])('a last stage with the name of tests is a warning at its line: %j', (text, name, line) => {
  const printed = printedFor(text);
  expect(printed).toContain(`::warning title=last stage,file=Dockerfile,line=${line}::`);
  expect(printed).toContain(`“${name}”`);
  expect(printed).toContain('set the input target to its name');
});

test.each([
  'FROM a AS test\n',
  'FROM a AS test\nFROM a AS airflow\n',
  'FROM a AS latest\nFROM a AS contest\n',
  'FROM a AS b\nFROM a\n',
])('another last stage, or the only one, is not a warning: %j', (text) => {
  expect(printedFor(text)).toBe('');
});
