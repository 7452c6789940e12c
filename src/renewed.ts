/**
 * Returns a function that makes a value when it is first asked, returns the same one until its time has passed, and then
 * makes another. A failure is not kept.
 * @param validUntil returns the time in milliseconds from which a value is made again
 */
export function renewed<T, A extends readonly unknown[]>(
  make: (...parameters: A) => Promise<T>,
  validUntil: (value: T) => number,
): (...parameters: A) => Promise<T> {
  let made: Promise<T> | undefined;
  let until = Number.POSITIVE_INFINITY;
  return (...parameters) => {
    if (made !== undefined && Date.now() < until) return made;
    const making = make(...parameters);
    made = making;
    until = Number.POSITIVE_INFINITY;
    making.then(
      (value) => {
        until = validUntil(value);
      },
      () => {
        if (made === making) made = undefined;
      },
    );
    return making;
  };
}
