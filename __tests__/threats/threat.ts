/** One attack on a deployment, the defence, the remaining risk, and the test that tries it. */
export interface Threat {
  readonly attempt: string;
  readonly stopped: string;
  /** Remaining risk, and what to do against it. `undefined`: none is known. */
  readonly left?: string;
  /** File, and the beginning of the test's name. */
  readonly test: readonly [file: string, name: string];
}

/** Attacks by attacker. */
export type Threats = Readonly<Record<string, readonly Threat[]>>;
