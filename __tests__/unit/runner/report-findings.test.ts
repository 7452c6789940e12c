import { expect, jest, test } from '@jest/globals';
import type { Finding } from '../../../src/findings.ts';
import { reportFindings } from '../../../src/runner/report-findings.ts';

function reported(findings: readonly Finding[]): string {
  const write = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  try {
    reportFindings(findings);
    return write.mock.calls.map(([text]) => String(text)).join('');
  } finally {
    write.mockRestore();
  }
}

test('annotates the line with the code as the title, errors first', () => {
  const warning: Finding = { level: 'warning', code: 'w', message: 'Odd', location: { file: 'b.py', line: 3 } };
  expect(reported([warning, { level: 'error', code: 'e', message: 'Wrong', location: { file: 'a.py' } }])).toBe(
    '::error title=e,file=a.py::Wrong\n::warning title=w,file=b.py,line=3::Odd\n',
  );
});

test('leaves room for the errors before', () => {
  const many = Array.from({ length: 12 }, (): Finding => ({ level: 'error', code: 'e', message: 'Wrong' }));
  const write = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  reportFindings(many, { errorsBefore: 1 });
  const lines = write.mock.calls.map(([text]) => String(text).trim());
  write.mockRestore();
  expect(lines.filter((line) => line === '::error title=e::Wrong')).toHaveLength(9);
  expect(lines.at(-1)).toBe('3 more: see the job summary.');
});

test('annotates up to GitHub’s limit per level and logs the number of the others', () => {
  const many = Array.from({ length: 12 }, (): Finding => ({ level: 'notice', code: 'n', message: 'Note' }));
  const lines = reported(many).trim().split('\n');
  expect(lines.filter((line) => line === '::notice title=n::Note')).toHaveLength(10);
  expect(lines.at(-1)).toBe('2 more: see the job summary.');
});
