import type { Desired } from './read-desired.ts';
import type { Health, Stage } from './scenario.ts';

/** A requested sync, which progresses with the clock. */
export interface Operation {
  readonly desired: Desired;
  readonly stages: readonly Stage[];
  readonly stepMs: number;
  /** Milliseconds since 1970. */
  readonly askedAt: number;
  readonly imagesBefore: readonly string[];
  readonly healthBefore: Health;
}

/** Returns the operation's state. `now` is in milliseconds since 1970. */
export function stageAt({ stages, stepMs, askedAt }: Operation, now: number): Stage {
  const steps = stepMs === 0 ? stages.length : Math.floor((now - askedAt) / stepMs);
  const stage = stages[Math.min(steps, stages.length - 1)];
  if (stage === undefined) throw new RangeError('the operation has no stages');
  return stage;
}

/** Returns the images that the live resources use, sorted. */
export function imagesAt({ imagesBefore, desired }: Operation, { images }: Stage): readonly string[] {
  if (images === 'before') return imagesBefore;
  return images === 'after' ? [desired.image] : [...new Set([...imagesBefore, desired.image])].sort();
}
