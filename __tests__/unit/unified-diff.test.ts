import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { unifiedDiff } from '../../src/bump-values/diff.ts';

const LINES = Array.from({ length: 30 }, (_, index) => `line ${index}`);

function applied(before: string | undefined, after: string | undefined): string | undefined {
  const directory = mkdtempSync(join(tmpdir(), 'flux-airflow-diff-'));
  try {
    if (before !== undefined) writeFileSync(join(directory, 'values.yaml'), before);
    const input = `${unifiedDiff({ path: 'values.yaml', before, after })}\n`;
    execFileSync('git', ['apply', '--whitespace=nowarn'], { cwd: directory, input });
    return after === undefined ? undefined : readFileSync(join(directory, 'values.yaml'), 'utf8');
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function edited(text: string, ...lines: readonly number[]): string {
  return text
    .split('\n')
    .map((line, index) => (lines.includes(index) ? line.replace('line', 'other') : line))
    .join('\n');
}

test.each([
  ['one line', `${LINES.join('\n')}\n`, [12]],
  ['neighbours, near ones and far ones', `${LINES.join('\n')}\n`, [0, 1, 6, 9, 20, 29]],
  ['no line end at the end', LINES.join('\n'), [29]],
  ['CRLF', `${LINES.join('\r\n')}\r\n`, [3, 29]],
  ['one line alone', 'line', [0]],
])('git applies the diff: %s', (_, before, lines) => {
  const after = edited(before, ...lines);
  expect(after).not.toBe(before);
  expect(applied(before, after)).toBe(after);
});

test('git applies the diff of a new file and of one that goes', () => {
  expect(applied(undefined, 'reason: x\nby: y\n')).toBe('reason: x\nby: y\n');
  expect(applied('reason: x', undefined)).toBeUndefined();
});
