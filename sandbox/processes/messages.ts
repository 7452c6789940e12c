/** Messages between a large process and the small one that starts programs for it. `id` is that of the order. */

/** To the small one: start a program. */
export interface Order {
  readonly kind: 'order';
  readonly id: number;
  readonly program: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** The program's whole input. */
  readonly input?: Uint8Array;
  /** More input follows in messages, and output is forwarded as it arrives. */
  readonly talks?: boolean;
  /** Kills the program after this time. */
  readonly limitMs?: number;
}

/** To the small one: more input. Without bytes, the input ends. */
export interface Input {
  readonly kind: 'input';
  readonly id: number;
  readonly bytes?: Uint8Array;
}

/** To the small one: send a signal to the program. */
export interface Interruption {
  readonly kind: 'signal';
  readonly id: number;
  readonly signal: 'SIGINT' | 'SIGKILL';
}

/** From the small one: the output of a program that talks. */
export interface Output {
  readonly kind: 'output';
  readonly id: number;
  readonly bytes: Uint8Array;
}

/** From the small one: the program has ended. `code` is `null` if it could not be started or was killed. */
export interface EndedProgram {
  readonly kind: 'answer';
  readonly id: number;
  readonly out: Uint8Array;
  readonly err: Uint8Array;
  readonly code: number | null;
}
