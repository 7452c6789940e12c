const A_MINUTE_MS = 60_000;

/**
 * Something that GitHub shows some time after it happened. How late that is GitHub does not document, and at the worst the
 * first question comes too early: so the time starts with the first question about an item. What happened more than a
 * minute before, or longer ago than the delay, is shown at once.
 */
export class LateIndex<T extends object> {
  /** 0 shows everything at once. */
  delayMs: number;
  readonly #askedAt = new WeakMap<T, number>();

  constructor(delayMs: number) {
    this.delayMs = delayMs;
  }

  /** Returns whether an answer of this moment contains the item. All items of an answer have the same moment. */
  shows(item: T, happenedAt: Date, now = Date.now()): boolean {
    if (this.delayMs === 0 || now - happenedAt.getTime() >= Math.max(A_MINUTE_MS, this.delayMs)) return true;
    const askedAt = this.#askedAt.get(item);
    if (askedAt === undefined) this.#askedAt.set(item, now);
    return askedAt !== undefined && now - askedAt >= this.delayMs;
  }
}
