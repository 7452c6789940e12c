import type { Layer } from '../image/layer/layer.ts';

/** The digests of base images that were looked up, by name, so that all platforms get the same ones. */
export type BaseDigests = Map<string, Promise<string>>;

/** The work on one image that is done once for all of its platforms. Planning and building add to it. */
export interface SharedWork {
  readonly baseDigests: BaseDigests;
  /** The packed code, by a hash of its entries: it is usually the same for all platforms. */
  readonly layers: Map<string, Promise<Layer | undefined>>;
  /** The warnings that were written. */
  readonly warned: Set<string>;
}

/** Returns the state before the work starts, with the digests of base images that are already known. */
export function startWork(known: ReadonlyMap<string, string> = new Map()): SharedWork {
  const digests = [...known].map(([name, digest]) => [name, Promise.resolve(digest)] as const);
  return { baseDigests: new Map(digests), layers: new Map(), warned: new Set() };
}
