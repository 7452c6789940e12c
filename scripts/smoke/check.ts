/** A detail to print after “ok”. */
type Detail = string | undefined;

/** Runs checks in order and prints the result of each. */
export class Checks {
  failed = 0;

  /** Runs one check and returns whether it passed. A failure does not stop the next check. */
  async run(name: string, look: () => Promise<Detail>): Promise<boolean> {
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

/** @throws Error with both values if they differ */
export function expectSame(what: string, got: unknown, wanted: unknown): void {
  if (got !== wanted) throw new Error(`${what} is ${JSON.stringify(got)}, expected ${JSON.stringify(wanted)}`);
}
