interface PageRequest {
  readonly maxResults?: number | undefined;
  readonly nextToken?: string | undefined;
}

const DEFAULT_PAGE = 100;

/** Returns one page of the values, and the token of the next page if there is one. */
export function paginate<T>(values: readonly T[], { maxResults = DEFAULT_PAGE, nextToken = '' }: PageRequest) {
  const start = nextToken === '' ? 0 : Number(Buffer.from(nextToken, 'base64').toString());
  const end = start + maxResults;
  const token = end < values.length ? { nextToken: Buffer.from(String(end)).toString('base64') } : {};
  return { page: values.slice(start, end), nextToken: token };
}
