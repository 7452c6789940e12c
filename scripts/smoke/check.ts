/** What a check found, for its line; a string tells more than “ok”. */
type Problem = string | undefined;

/** Carries out the checks in their order and says of each how it ended. */
export class Checks {
  failed = 0;

  /** A failed check does not stop the next one; gives whether it held. */
  async run(name: string, look: () => Promise<Problem>): Promise<boolean> {
    const started = performance.now();
    try {
      const finding = await look();
      const milliseconds = Math.round(performance.now() - started);
      console.log(`ok    ${name} (${milliseconds} ms)${finding === undefined ? '' : `: ${finding}`}`);
      return true;
    } catch (error) {
      this.failed += 1;
      console.log(`FAIL  ${name}: ${error instanceof Error ? error.message : error}`);
      return false;
    }
  }
}

/** @throws Error with both values when they differ */
export function expectSame(what: string, got: unknown, wanted: unknown): void {
  if (got !== wanted) throw new Error(`${what} is ${JSON.stringify(got)}, and should be ${JSON.stringify(wanted)}`);
}
