import { UserError } from '../errors.ts';
import { parsePlatform } from '../image/oci/platform.ts';
import { list } from '../runner/inputs.ts';

const PLATFORM = /^linux\/[a-z0-9]+(?:\/v\d+)?$/;

/**
 * Reads the input `platforms`, without repetitions.
 * @throws UserError `platform-invalid`
 */
export function readPlatforms(): readonly string[] {
  const platforms = [...new Set(list('platforms') ?? [])];
  const odd = platforms.find((platform) => !PLATFORM.test(platform));
  if (odd === undefined && platforms.length > 0) return platforms;
  throw new UserError(
    'platform-invalid',
    odd === undefined ? 'The input platforms is empty.' : `The input platforms names ${JSON.stringify(odd)}.`,
    'Write platforms of Linux, separated by commas or newlines, for example linux/amd64,linux/arm64.',
  );
}

/** Returns the platform that this machine can execute without emulation, or the first one if there is none. */
export function pickNative(platforms: readonly string[]): string {
  const architecture = process.arch === 'x64' ? 'amd64' : process.arch;
  const native = platforms.find((platform) => parsePlatform(platform).architecture === architecture);
  return native ?? platforms[0] ?? '';
}
