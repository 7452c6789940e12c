import { expect, test } from '@jest/globals';
import { readOutputFile } from '../../../sandbox/runner/output-file.ts';
import { readStepLog } from '../../../sandbox/runner/workflow-commands.ts';

test('annotations, masks and groups are read as the runner reads them', () => {
  const output = [
    '::add-mask::s3cret',
    '::group::verify',
    'the token is s3cret',
    '::error title=approval-missing,file=a%2Cb.py,line=3::100%25%0Asure s3cret',
    '::endgroup::',
    '::notice::hello',
  ].join('\n');
  expect(readStepLog(output)).toEqual({
    lines: ['▸ verify', 'the token is ***', 'error: 100%\nsure ***', 'notice: hello'],
    annotations: [
      { level: 'error', message: '100%\nsure ***', title: 'approval-missing', file: 'a,b.py', line: 3 },
      { level: 'notice', message: 'hello' },
    ],
  });
});

test('ten annotations of each level are kept for a step, and all lines of its log', () => {
  const output = [...Array.from({ length: 12 }, (_, index) => `::error::${index}`), '::warning::w'].join('\n');
  const { annotations, lines } = readStepLog(output);
  expect(annotations.map(({ message }) => message)).toEqual(['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'w']);
  expect(lines).toHaveLength(13);
});

test('outputs of one line and of several', () => {
  expect(readOutputFile('a=b=c\nproof<<END\n{\n}\nEND\n')).toEqual({ a: 'b=c', proof: '{\n}' });
  expect(() => readOutputFile('a<<END\nx\n')).toThrow(/Matching delimiter not found 'END'/);
});
