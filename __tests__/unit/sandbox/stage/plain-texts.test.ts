import { expect, test } from '@jest/globals';
import { assertPlainTexts } from '../../../../sandbox/stage/plain-texts.ts';

test.each(['run `npm test`', 'this is **bold**', 'see [the page](https://example.com)'])(
  '%s is Markdown, in an annotation and in the log',
  (text) => {
    expect(() => assertPlainTexts({ log: [text], annotations: [] })).toThrow('has Markdown');
    expect(() => assertPlainTexts({ log: [], annotations: [{ level: 'notice', message: text }] })).toThrow('Markdown');
  },
);

test.each(['COPY **/a.py **/b.py', 'a ` alone', 'values[0] (https://example.com)'])('%s is not', (text) => {
  assertPlainTexts({ log: [text], annotations: [{ level: 'notice', message: text }] });
});
