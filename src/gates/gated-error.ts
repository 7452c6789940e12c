import type { GateVerdict } from './verdict.ts';

/** An error with the verdicts of the gates before it. `reportGates` throws its cause. */
export class GatedError extends Error {
  override readonly name = 'GatedError';
  readonly verdicts: readonly GateVerdict[];

  constructor(cause: unknown, verdicts: readonly GateVerdict[]) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.verdicts = verdicts;
  }
}

/** Does the work after the gates, and adds their verdicts to its error. */
export async function withVerdicts<T>(verdicts: readonly GateVerdict[], work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof GatedError ? error : new GatedError(error, verdicts);
  }
}
