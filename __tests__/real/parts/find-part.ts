import { describe, test } from '@jest/globals';
import { findPart } from '../../../scripts/parts/installed.ts';

export { findPart };

/**
 * Defines a suite that needs real parts. If parts are missing, it is skipped under a name that lists them;
 * with `REAL_PARTS=required` it fails.
 */
export function describeWith(parts: readonly string[], name: string, suite: Suite): void {
  define(parts, name, suite, process.env.REAL_PARTS === 'required');
}

/**
 * Defines a suite that needs parts which take many minutes to build, or change the machine, so that `.ci/run` does not have
 * them. It is skipped under a name that lists them, also with `REAL_PARTS=required`.
 */
export function describeWithSlow(parts: readonly string[], name: string, suite: Suite): void {
  define(parts, name, suite, false);
}

type Suite = (programs: Record<string, string>) => void;

function define(parts: readonly string[], name: string, suite: Suite, isRequired: boolean): void {
  const programs = Object.fromEntries(parts.map((part) => [part, findPart(part)]));
  const missing = parts.filter((part) => programs[part] === undefined);
  if (missing.length === 0) {
    describe(name, () => suite(programs as Record<string, string>));
    return;
  }
  const reason = `${name} (missing: ${missing.join(', ')}; scripts/real-parts ${missing.join(' ')})`;
  if (isRequired) {
    describe(reason, () => {
      test('its parts are installed', () => {
        throw new Error(`REAL_PARTS=required, but ${missing.join(', ')} is missing`);
      });
    });
    return;
  }
  describe.skip(reason, () => suite(Object.fromEntries(parts.map((part) => [part, part]))));
}
