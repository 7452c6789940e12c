import { afterEach, expect, jest, test } from '@jest/globals';
import type { Plan } from '../../../../src/build/plan.ts';
import { warnOfLastStage } from '../../../../src/build/runtime/warn-last-stage.ts';
import { parseDockerfile } from '../../../../src/image/dockerfile/dockerfile.ts';
import { keepWhole } from '../../../../src/image/dockerfile/split.ts';

afterEach(() => {
  jest.restoreAllMocks();
});

function printedFor(text: string): string {
  const write = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  warnOfLastStage({ split: keepWhole(parseDockerfile(text, 'Dockerfile')) } as unknown as Plan);
  return write.mock.calls.join('');
}

test('a last stage with the name of tests is a warning at its line', () => {
  const printed = printedFor('FROM a AS airflow\nRUN x\nFROM airflow AS test\n');
  expect(printed).toMatch(/^::warning title=last stage,file=Dockerfile,line=3::.*“test”.*set the input target/);
});

test('another last stage is not a warning', () => {
  expect(printedFor('FROM a AS test\nFROM a AS airflow\n')).toBe('');
});
