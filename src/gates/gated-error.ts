import type { GateVerdict } from './verdict.ts';

/** An error, with what the gates had said before it. `reportGates` throws its cause. */
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

/** Does the work that follows the gates; an error of it carries their verdicts. */
export async function withVerdicts<T>(verdicts: readonly GateVerdict[], work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof GatedError ? error : new GatedError(error, verdicts);
  }
}
