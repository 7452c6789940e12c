import { compareKeys } from '../../image/runtime/compare-keys.ts';
import { firstParent } from '../checkout.ts';
import type { PlatformBuildOptions } from '../options.ts';
import type { Plan } from '../plan/plan.ts';
import { findPrevious } from './previous-bases.ts';

export interface Miss {
  /** The changes since the runtime of the parent commit; empty if they are unknown. */
  readonly sentence: string;
  /** Tag of an image to use as build cache. */
  readonly cacheFrom?: string;
}

/** Explains why the registry has no such runtime, by comparison with the runtime of the commit's first parent. */
export async function explainMiss({ key }: Plan, options: PlatformBuildOptions): Promise<Miss> {
  const parent = await firstParent(options.context, options.commit);
  if (parent === undefined) return { sentence: '' };
  const tag = `${options.tagPrefix}${parent}`;
  // The explanation is optional, so an error is ignored.
  const image = await findPrevious(options.registry, tag, options.platform).catch(() => undefined);
  if (image === undefined) return { sentence: '' };
  const before = image.runtime?.inputs ?? [];
  const changes = before.length === 0 ? [] : compareKeys(before, key.lines);
  return { sentence: changes.length === 0 ? '' : `Since the previous runtime: ${changes.join('; ')}.`, cacheFrom: tag };
}
