import { expect, test } from '@jest/globals';
import { isForPlatform, parsePlatform } from '../../../../src/image/oci/platform.ts';

const descriptor = { mediaType: '', digest: '', size: 0 };

test.each([
  ['linux/arm64', 'linux/arm64', true],
  ['linux/arm64/v8', 'linux/arm64', true],
  ['linux/arm64/v8', 'linux/arm64/v8', true],
  ['linux/arm/v7', 'linux/arm/v6', false],
  ['linux/amd64', 'linux/arm64', false],
  ['linux/amd64', 'windows/amd64', false],
])('a manifest for %s is one for %s: %p', (platform, wanted, isFor) => {
  expect(isForPlatform({ ...descriptor, platform: parsePlatform(platform) }, wanted)).toBe(isFor);
});

test('a manifest without a platform is for none', () => {
  expect(isForPlatform(descriptor, 'linux/amd64')).toBe(false);
});
