import { expect, test } from '@jest/globals';
import { errorCodes, quoteErrorBody } from '../../../src/registry/error-body.ts';

const quote = (text: string) => quoteErrorBody(Buffer.from(text));

test.each([
  ['{"errors":[{"code":"DENIED","message":"no"}]}', ' It returned: DENIED: no'],
  [
    '{"errors":[{"code":"UNKNOWN","message":"unknown error","detail":{"Err":28,"Op":"write: no space left on device"}}]}',
    ' It returned: UNKNOWN: unknown error ({"Err":28,"Op":"write: no space left on device"})',
  ],
  ['{"errors":[{"code":"X","message":"y","detail":null},{"code":"Z"}]}', ' It returned: X: y; Z: '],
  [
    '<html>\r\n<head><title>413 Request Entity Too Large</title></head>\r\n<body>nginx</body></html>',
    ' It returned: 413 Request Entity Too Large',
  ],
  ['Not\n  Authorized\n', ' It returned: Not Authorized'],
  ['', ''],
  ['{"errors":[]}', ' It returned: {"errors":[]}'],
])('%s', (body, expected) => {
  expect(quote(body)).toBe(expected);
});

test('a long text is cut', () => {
  expect(quote('x'.repeat(1_000))).toHaveLength(' It returned: '.length + 301);
});

test('the codes of a body that is not in the specified form are empty', () => {
  expect(errorCodes(Buffer.from('{"errors":[{"code":"A"},{"code":"B"}]}'))).toEqual(['A', 'B']);
  for (const text of ['', 'null', '{"errors":"no"}']) expect(errorCodes(Buffer.from(text))).toEqual([]);
});
