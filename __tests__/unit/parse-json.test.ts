import { expect, test } from '@jest/globals';
import { parseJson, parseJsonObject } from '../../src/parse-json.ts';

test.each([
  ['{"a":1}', { a: 1 }, { a: 1 }],
  ['[1]', [1], [1]],
  ['1', 1, undefined],
  ['null', null, undefined],
  ['', undefined, undefined],
  ['{"password":"secret"', undefined, undefined],
])('%s', (text, value, object) => {
  expect(parseJson(text)).toEqual(value);
  expect(parseJsonObject(text)).toEqual(object);
});
