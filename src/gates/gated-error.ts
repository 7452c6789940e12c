import type { GateVerdict } from './verdict.ts';

/** An error, with what the gates had said before it. `reportGates` throws its cause. */
export class GatedError extends Error {
  override readonly name = 'GatedError';
  readonly verdicts: readonly GateVerdict[];

  constructor(cause: unknown, verdicts: readonly GateVerdict[]) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.verdicts = verdicts;
  }
}

/** Does the work that follows the gates; an error of it carries their verdicts. */
export async function withVerdicts<T>(verdicts: readonly GateVerdict[], work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof GatedError ? error : new GatedError(error, verdicts);
  }
}
