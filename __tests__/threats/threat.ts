/** Who might attack a deployment, what stops them, what does not, and the test that tries it. */
export interface Threat {
  readonly attempt: string;
  readonly stopped: string;
  /** What is left, and what to do against it; `undefined`: nothing that is known. */
  readonly left?: string;
  /** The file and the beginning of the test's name. */
  readonly test: readonly [file: string, name: string];
}

/** By who it is. */
export type Threats = Readonly<Record<string, readonly Threat[]>>;
