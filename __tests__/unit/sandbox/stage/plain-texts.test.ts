import { expect, test } from '@jest/globals';
import { assertPlainTexts } from '../../../../sandbox/stage/plain-texts.ts';

/** The beginning of each message in which Argo CD quotes Helm. */
const RENDERING = ['Failed to load target state: failed to generate', 'Argo CD could not render the manifests: failed'];
/** Argo CD's words for a command that failed, with what the command printed. */
const COMMAND = '`helm template . --include-crds` failed exit status 1: Error: no such size\n\nUse --debug';

test.each(['run `npm test`', 'this is **bold**', 'see [the page](https://example.com)', COMMAND])(
  '%s is Markdown, in an annotation and in the log',
  (text) => {
    expect(() => assertPlainTexts({ log: [text], annotations: [] })).toThrow('has Markdown');
    expect(() => assertPlainTexts({ log: [], annotations: [{ level: 'notice', message: text }] })).toThrow('Markdown');
  },
);

test.each(['COPY **/a.py **/b.py', 'a ` alone', 'values[0] (https://example.com)'])('%s is not', (text) => {
  assertPlainTexts({ log: [text], annotations: [{ level: 'notice', message: text }] });
});

test.each(RENDERING)('%s: the command of Helm that Argo CD quotes is not, what follows it is', (beginning) => {
  const text = `${beginning}: ${COMMAND} flag (https://argocd.example).`;
  assertPlainTexts({ log: [text], annotations: [] });
  expect(() => assertPlainTexts({ log: [`${text}\nWhat to do: run \`this\`.`], annotations: [] })).toThrow('Markdown');
});
