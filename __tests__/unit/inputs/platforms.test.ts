import { afterEach, expect, test } from '@jest/globals';
import { pickNative, readPlatforms } from '../../../src/inputs/platforms.ts';

afterEach(() => {
  delete process.env.INPUT_PLATFORMS;
});

function readWith(platforms: string): readonly string[] {
  process.env.INPUT_PLATFORMS = platforms;
  return readPlatforms();
}

test('commas and newlines separate platforms, and a repetition counts once', () => {
  expect(readWith('linux/amd64, linux/arm64\nlinux/amd64\nlinux/arm/v7')).toEqual([
    'linux/amd64',
    'linux/arm64',
    'linux/arm/v7',
  ]);
});

test.each(['', 'amd64', 'windows/amd64', 'linux/amd64/extra', 'linux/amd64;x', '--push'])('%j is rejected', (text) => {
  expect(() => readWith(text)).toThrow(expect.objectContaining({ code: 'platform-invalid' }));
});

test('the native platform is that of this machine, or the first one', () => {
  const own = process.arch === 'x64' ? 'amd64' : process.arch;
  expect(pickNative(['linux/s390x', `linux/${own}`])).toBe(`linux/${own}`);
  expect(pickNative(['linux/s390x', 'linux/ppc64le'])).toBe('linux/s390x');
});
