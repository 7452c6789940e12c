import type { Context, ContextEntry } from '../../image/context/context.ts';
import type { Ignore } from '../../image/context/ignore.ts';
import type { Split } from '../../image/dockerfile/split.ts';
import type { RuntimeKey } from '../../image/runtime/runtime-key.ts';
import type { Base } from './bases.ts';

/**
 * How much Docker has to build: the part that executes; all of the Dockerfile, if only Docker knows the exact result of
 * the rest; or all of it with all of the context, if only Docker knows what it copies.
 */
export type Extent = 'runtime' | 'whole' | 'whole-context';

/** A planned build, as far as it is known without the runtime image. */
export interface Plan {
  readonly extent: Extent;
  readonly split: Split;
  readonly context: Context;
  readonly ignore: Ignore;
  readonly bases: readonly Base[];
  /** The tag of the runtime image, and the inputs that it is a hash of. */
  readonly key: RuntimeKey;
  /** The ONBUILD instructions of the base image, which are part of `split`. */
  readonly triggers?: readonly string[];
  /** The part of the context that Docker gets; absent if it gets all of it. */
  readonly partialContext?: readonly ContextEntry[];
}
