import type { GateVerdict } from './verdict.ts';

/** An error with the verdicts of the gates before it. `reportGates` throws its cause. */
export class GatedError extends Error {
  override readonly name = 'GatedError';
  readonly verdicts: readonly GateVerdict[];
  /** The question of the gate that failed; `undefined` when the error came after the gates. */
  readonly question: string | undefined;

  constructor(cause: unknown, verdicts: readonly GateVerdict[], question?: string) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.verdicts = verdicts;
    this.question = question;
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
