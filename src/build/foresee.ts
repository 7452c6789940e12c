import { compareKeys } from '../image/compare-keys.ts';
import { Inexact } from '../image/inexact.ts';
import { type Plan, type PlanOptions, planBuild } from './plan.ts';

/** What a change does to the runtime. */
export interface Foreseen {
  /** The runtime's tag; absent where Docker builds the whole image. */
  readonly runtime?: string;
  readonly before?: string;
  /** What is another input now, in words; empty when the runtime stays. */
  readonly changes: readonly string[];
  /** Why the image has no runtime of its own. */
  readonly whole?: string;
}

/**
 * Plans the build of a checkout, and of the one that it is compared with, as `build` does; builds nothing.
 * @throws UserError as `planBuild`
 */
export async function foreseeRuntime(options: PlanOptions, before: PlanOptions | undefined): Promise<Foreseen> {
  const [now, old] = await Promise.all([plan(options), before && plan(before).catch(() => undefined)]);
  if (now instanceof Inexact) return { changes: [], whole: `line ${now.line}: ${now.message}` };
  const known = old === undefined || old instanceof Inexact ? undefined : old.key;
  return {
    runtime: now.key.tag,
    ...(known === undefined ? {} : { before: known.tag }),
    changes: known === undefined ? [] : compareKeys(known.lines, now.key.lines),
  };
}

async function plan(options: PlanOptions): Promise<Plan | Inexact> {
  try {
    return await planBuild(options);
  } catch (error) {
    if (error instanceof Inexact) return error;
    throw error;
  }
}
