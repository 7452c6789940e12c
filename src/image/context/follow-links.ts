import { posix } from 'node:path';

const MAX_LINKS = 255;

/**
 * Follows all links of an absolute path, as if `/` were the root of the file system.
 * @param readLink returns the target of a link, `undefined` for anything else, and `stop` to give up
 * @returns the path without links; `undefined` if `readLink` gave up, or the links form a loop
 */
export function followLinks(
  path: string,
  readLink: (path: string) => string | undefined | typeof STOP,
): string | undefined {
  let pending = posix.normalize(`/${path}`).split('/').filter(Boolean);
  let at = '/';
  for (let links = 0; pending.length > 0; ) {
    const [next = '', ...rest] = pending;
    const candidate = posix.join(at, next);
    const target = readLink(candidate);
    if (target === STOP) return undefined;
    if (target === undefined) {
      at = candidate;
      pending = rest;
    } else {
      links += 1;
      if (links > MAX_LINKS) return undefined;
      if (target.startsWith('/')) at = '/';
      pending = [...target.split('/').filter((part) => part !== '' && part !== '.'), ...rest];
    }
  }
  return at;
}

/** Ends `followLinks` at a path. */
export const STOP = Symbol('stop');
