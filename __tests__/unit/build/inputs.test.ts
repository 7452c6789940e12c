import { afterEach, expect, test } from '@jest/globals';
import { readBuildInputs } from '../../../src/build/inputs.ts';
import type { BuildOptions } from '../../../src/build/options.ts';

const CONTEXT = {
  ...{ repository: 'team/flux-airflow', serverUrl: 'https://github.com', runUrl: 'https://github.com/run' },
  ...{ workflowRef: '', event: 'push', ref: 'refs/heads/main', actor: 'ada', workspace: '/work', temp: '/tmp' },
};
const INPUTS = {
  INPUT_IMAGE: 'registry.example.com/team/flux-airflow',
  INPUT_COMMIT: 'a'.repeat(40),
  INPUT_SOURCE: 'checkout',
  INPUT_CONTEXT: '.',
  INPUT_FILE: 'Dockerfile',
  INPUT_PLATFORMS: 'linux/amd64',
};
const outside = process.env;
afterEach(() => {
  process.env = outside;
});

function readWith(baseMaxAge: string): BuildOptions {
  process.env = { ...outside, ...INPUTS, 'INPUT_BASE-MAX-AGE': baseMaxAge };
  return readBuildInputs(CONTEXT);
}

test.each([
  ['', 0],
  ['0', 0],
  ['0.5', 12 * 60 * 60 * 1000],
  ['7', 7 * 24 * 60 * 60 * 1000],
  ['365', 365 * 24 * 60 * 60 * 1000],
])('base-max-age %j is in days: %s ms', (text, baseMaxAgeMs) => {
  expect(readWith(text)).toMatchObject({ baseMaxAgeMs });
});

test.each(['-1', '366', 'seven', '7d', 'Infinity', '1,5'])('base-max-age %j is rejected', (text) => {
  expect(() => readWith(text)).toThrow(
    expect.objectContaining({ code: 'input-days', message: expect.stringContaining('base-max-age') }),
  );
});
