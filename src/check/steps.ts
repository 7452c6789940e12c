import { group } from '@actions/core';
import type { Step } from './result.ts';

export interface StepRecorder {
  /** The steps so far. */
  readonly steps: readonly Step[];
  /** Runs a step in a group of the log, and records its duration. */
  step<T>(name: string, work: () => Promise<T>): Promise<T>;
}

/** Returns a recorder without steps. */
export function recordSteps(): StepRecorder {
  const steps: Step[] = [];
  return {
    steps,
    step: async (name, work) => {
      const start = performance.now();
      const result = await group(name, work);
      steps.push({ name, milliseconds: performance.now() - start });
      return result;
    },
  };
}
