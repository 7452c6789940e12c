import { error, warning } from '@actions/core';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { demoteMessages } from '../../../src/runner/demote-messages.ts';

const { stdout } = process;
const write = stdout.write;
let written: string[];
const record = ((text: string) => written.push(text) > 0) as typeof write;
beforeEach(() => {
  written = [];
  stdout.write = record;
});
afterEach(() => {
  stdout.write = write;
});

test('failures of the cache become debug lines, and other annotations stay', async () => {
  const result = await demoteMessages(async () => {
    error('Failed to restore: 503');
    warning('Failed to save: no space');
    stdout.write('Attempt 1 of 5 failed with error: 503. Retrying request in 3000 ms...\n');
    error('the DAG orders does not load');
    stdout.write('Cache hit for: key\n');
    return 1;
  });
  expect(result).toBe(1);
  expect(written.map((text) => text.trim())).toEqual([
    '::debug::Failed to restore: 503',
    '::debug::Failed to save: no space',
    '::debug::Attempt 1 of 5 failed with error: 503. Retrying request in 3000 ms...',
    '::error::the DAG orders does not load',
    'Cache hit for: key',
  ]);
});

test('after the work, and after a failure of it, nothing is changed', async () => {
  await expect(demoteMessages(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(stdout.write).toBe(record);
});
