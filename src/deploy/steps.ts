import { group, info } from '@actions/core';
import type { Step } from './result.ts';

/** Does the work of a step in a group of the log, and measures it. */
export type Stepper = <T>(name: string, work: () => Promise<T>) => Promise<T>;

/** Returns a stepper that adds each finished step to `steps`. */
export function recordSteps(steps: Step[]): Stepper {
  return async (name, work) => {
    const start = performance.now();
    const result = await group(name, async () => {
      const done = await work();
      info(`Done in ${((performance.now() - start) / 1000).toFixed(2)} s`);
      return done;
    });
    steps.push({ name, milliseconds: performance.now() - start });
    return result;
  };
}
