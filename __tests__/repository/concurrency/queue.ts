/** What happens to a run or a job that asks for its group while all earlier ones are still in progress. */
export type Fate = 'runs' | 'waits' | 'cancelled' | 'deadlock';

export interface Claim {
  /** Shown in the outcome. */
  readonly name: string;
  /** Without it, nothing waits for anything. */
  readonly group: string | undefined;
  readonly cancelInProgress: boolean;
  /** `max`: up to 100 wait; otherwise one waits, and the next one cancels it. */
  readonly queue: 'single' | 'max';
}

/**
 * The groups of one repository.
 * https://docs.github.com/actions/how-tos/write-workflows/choose-when-workflows-run/control-workflow-concurrency
 */
export class Groups {
  readonly #fates = new Map<string, Fate>();
  readonly #running = new Map<string, string>();
  readonly #waiting = new Map<string, string[]>();

  get fates(): Readonly<Record<string, Fate>> {
    return Object.fromEntries(this.#fates);
  }

  /** Asks for a group. `holder` is the run of a job, which can hold a group itself. */
  claim({ name, group, cancelInProgress, queue }: Claim, holder?: string): Fate {
    const key = group?.toLowerCase();
    const owner = key === undefined ? undefined : this.#running.get(key);
    if (key === undefined || owner === undefined) return this.#start(name, key);
    if (owner === holder) return this.#settle(name, 'deadlock');
    if (cancelInProgress) {
      this.#settle(owner, 'cancelled');
      return this.#start(name, key);
    }
    const waiting = this.#waiting.get(key) ?? [];
    if (queue === 'single') for (const other of waiting.splice(0)) this.#settle(other, 'cancelled');
    this.#waiting.set(key, [...waiting, name]);
    return this.#settle(name, 'waits');
  }

  #start(name: string, key: string | undefined): Fate {
    if (key !== undefined) this.#running.set(key, name);
    return this.#settle(name, 'runs');
  }

  #settle(name: string, fate: Fate): Fate {
    this.#fates.set(name, fate);
    return fate;
  }
}
