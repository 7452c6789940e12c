import { HasTriggers } from '../image/dockerfile/inline-triggers.ts';
import { NeedsDocker } from '../image/dockerfile/needs-docker.ts';
import { compareKeys } from '../image/runtime/compare-keys.ts';
import type { PlanOptions } from './options.ts';
import type { Plan } from './plan/plan.ts';
import { planBuild } from './plan/plan-build.ts';
import { assertNoTriggers } from './runtime/triggers.ts';

/** The effect of a change on the runtime. */
export interface RuntimePreview {
  /** The runtime's tag; absent where Docker builds the whole image. */
  readonly runtime?: string;
  readonly before?: string;
  /** The inputs that changed, in words; empty if the runtime stays the same. */
  readonly changes: readonly string[];
  /** Why Docker builds the whole image. */
  readonly whole?: string;
}

/**
 * Plans the builds of a checkout and of the one before it, and compares them. Builds nothing.
 * @throws UserError as `planBuild`
 */
export async function previewRuntime(options: PlanOptions, before: PlanOptions | undefined): Promise<RuntimePreview> {
  const [now, old] = await Promise.all([plan(options), before && plan(before).catch(() => undefined)]);
  if (now instanceof NeedsDocker) return { changes: [], whole: `line ${now.line}: ${now.message}` };
  const known = old === undefined || old instanceof NeedsDocker ? undefined : old.key;
  return {
    runtime: now.key.tag,
    ...(known === undefined ? {} : { before: known.tag }),
    changes: known === undefined ? [] : compareKeys(known.lines, now.key.lines),
  };
}

async function plan(options: PlanOptions, triggers?: readonly string[]): Promise<Plan | NeedsDocker> {
  try {
    const planned = await planBuild(options, 'runtime', triggers);
    await assertNoTriggers(planned, options);
    return planned;
  } catch (error) {
    if (error instanceof HasTriggers) return plan(options, error.triggers);
    if (error instanceof NeedsDocker) return error;
    throw error;
  }
}
