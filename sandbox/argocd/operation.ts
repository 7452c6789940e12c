import type { Desired } from './read-desired.ts';
import type { Health, Stage } from './scenario.ts';

/** A sync that was asked for; it moves with the clock. */
export interface Operation {
  readonly desired: Desired;
  readonly stages: readonly Stage[];
  readonly stepMs: number;
  /** Milliseconds since 1970. */
  readonly askedAt: number;
  readonly imagesBefore: readonly string[];
  readonly healthBefore: Health;
}

/** The state that the operation has reached. `now` in milliseconds since 1970. */
export function stageAt({ stages, stepMs, askedAt }: Operation, now: number): Stage {
  const steps = stepMs === 0 ? stages.length : Math.floor((now - askedAt) / stepMs);
  const stage = stages[Math.min(steps, stages.length - 1)];
  if (stage === undefined) throw new RangeError('an operation has at least one stage');
  return stage;
}

/** The images that the live resources use, sorted. */
export function imagesAt({ imagesBefore, desired }: Operation, { images }: Stage): readonly string[] {
  if (images === 'before') return imagesBefore;
  return images === 'after' ? [desired.image] : [...new Set([...imagesBefore, desired.image])].sort();
}
