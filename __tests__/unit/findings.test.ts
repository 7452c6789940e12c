import { expect, test } from '@jest/globals';
import { compareLevels, countLevels, type Finding } from '../../src/findings.ts';

const finding = (level: Finding['level'], code: string): Finding => ({ level, code, message: code });

test('sorts errors before warnings and notices, and keeps the order within a level', () => {
  const findings = [finding('notice', 'a'), finding('error', 'b'), finding('warning', 'c'), finding('error', 'd')];
  expect(findings.sort(compareLevels).map(({ code }) => code)).toEqual(['b', 'd', 'c', 'a']);
});

test('counts the findings of each level', () => {
  const findings = [finding('error', 'a'), finding('error', 'b'), finding('notice', 'c')];
  expect(countLevels(findings)).toEqual({ errors: 2, warnings: 0, notices: 1 });
  expect(countLevels([])).toEqual({ errors: 0, warnings: 0, notices: 0 });
});
