/**
 * Returns why a request got no response. `fetch` hides the reason in the cause of its own error, and a host with several
 * addresses has one error for each. Leaves out the queries of URLs, because the query of a signed URL is a secret.
 */
export function reasonOf(cause: unknown): string {
  let inner = cause;
  while (inner instanceof Error && inner.cause instanceof Error) inner = inner.cause;
  const [first = inner]: unknown[] = inner instanceof AggregateError ? inner.errors : [];
  const reason = first instanceof Error ? first.message || first.name : String(first);
  return withoutQueries(reason);
}

/** Returns a text without the queries of the URLs and paths in it. */
export function withoutQueries(text: string): string {
  return text.replace(/(?<=\/\S*)\?\S+/g, '');
}
