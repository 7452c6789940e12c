/** What is said between a large process and the small one that starts programs for it; `id` is that of the order. */

/** To the small one: start a program. */
export interface Order {
  readonly kind: 'order';
  readonly id: number;
  readonly program: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Its whole input. */
  readonly input?: Uint8Array;
  /** Its input goes on by messages, and what it prints is handed on as it comes. */
  readonly talks?: boolean;
  /** Kills it after so long. */
  readonly limitMs?: number;
}

/** To the small one: more input; without bytes there is no more. */
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

/** From the small one: what a program that talks has printed. */
export interface Output {
  readonly kind: 'output';
  readonly id: number;
  readonly bytes: Uint8Array;
}

/** From the small one: the program has ended. `code` is `null` where it could not be started, or was killed. */
export interface Answer {
  readonly kind: 'answer';
  readonly id: number;
  readonly out: Uint8Array;
  readonly err: Uint8Array;
  readonly code: number | null;
}
