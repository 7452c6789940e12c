import { expect, test } from '@jest/globals';
import { changeMode } from '../../../../src/image/layer/mode-bits.ts';

test.each([
  [0o644, '755', 0o755],
  [0o644, '0600', 0o600],
  [0o644, '+x', 0o755],
  [0o644, '+w', 0o644],
  [0o400, '+w', 0o600],
  [0o644, 'a+w', 0o666],
  [0o644, 'u+x,go-r', 0o700],
  [0o777, 'ug-x', 0o667],
  [0o777, '-w', 0o577],
])('%o after chmod %s is %o', (mode, change, expected) => {
  expect(changeMode(mode, change)).toBe(expected);
});

test.each(['u=rwx', 'g=u', '+X', '+s', '+t', 'rwx', '', '77', '00755'])('leaves “%s” to Docker', (change) => {
  expect(changeMode(0o644, change)).toBeUndefined();
});
