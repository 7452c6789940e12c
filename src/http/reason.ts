/**
 * Why a request had no answer, in a word: `fetch` hides it in the cause of its own error, and that of a host with several
 * addresses says nothing itself, but has an error of each. The query of an address that stands in it is left out: that of a
 * signed one is a secret.
 */
export function reasonOf(cause: unknown): string {
  let inner = cause;
  while (inner instanceof Error && inner.cause instanceof Error) inner = inner.cause;
  const [first = inner]: unknown[] = inner instanceof AggregateError ? inner.errors : [];
  const reason = first instanceof Error ? first.message || first.name : String(first);
  return withoutQueries(reason);
}

/** A text without the queries of the addresses and paths in it. */
export function withoutQueries(text: string): string {
  return text.replace(/(?<=\/\S*)\?\S+/g, '');
}
