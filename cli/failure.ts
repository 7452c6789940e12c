/** A wrong flag or file: one sentence for the person, and no stack. The program then ends with `USAGE`. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** The exit codes of the program. */
export const EXIT = { done: 0, failed: 1, usage: 2 } as const;
