import { expect, test } from '@jest/globals';
import type { DeployOptions } from '../../../src/deploy/options.ts';
import { assertSignable } from '../../../src/deploy/signing.ts';

const options = (mode: 'auto' | 'required', requirement?: object) => ({ sign: { mode }, requirement }) as DeployOptions;

test('the error about an image of another run names no input that is not set', () => {
  const check = () => assertSignable(options('required'), 'version-1', 'sha256:1');
  expect(check).toThrow(expect.objectContaining({ code: 'signing-failed' }));
  expect(check).toThrow(expect.objectContaining({ remedy: expect.not.stringContaining('require-attestation') }));
});

test.each([
  ['a signature is not required', options('auto')],
  ['its approval is verified instead', options('required', {})],
])('an image of another run is accepted if %s', (_, given) => {
  expect(() => assertSignable(given, 'version-1', 'sha256:1')).not.toThrow();
});
