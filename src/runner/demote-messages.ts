import { debug } from '@actions/core';

/** How the messages of `@actions/cache` begin. */
const MESSAGES =
  /^(?:::(?:warning|error)::)?(?:Failed to (?:restore|save): |Cache reservation failed: |Attempt \d+ of \d+ failed |uploadCacheArchiveSDK: |You've hit a rate limit)/;

/**
 * Does some work in which `@actions/cache` turns its failures into annotations, and writes those as debug lines. A check
 * without the cache has the same result, so that its reader can do nothing about them.
 */
export async function demoteMessages<T>(work: () => Promise<T>): Promise<T> {
  const { stdout } = process;
  const write = stdout.write;
  const demoting = (chunk: string | Uint8Array, ...rest: unknown[]): boolean => {
    if (typeof chunk !== 'string' || !MESSAGES.test(chunk)) return Reflect.apply(write, stdout, [chunk, ...rest]);
    debug(chunk.replace(/^::\w+::/, '').trim());
    return true;
  };
  stdout.write = demoting as typeof stdout.write;
  try {
    return await work();
  } finally {
    if (stdout.write === demoting) stdout.write = write;
  }
}
