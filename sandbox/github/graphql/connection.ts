export interface PageArguments {
  readonly first?: number;
  readonly last?: number;
  readonly after?: string;
}

/** Returns one page of a list as a GraphQL connection. */
export function connection<T>(items: readonly T[], { first = items.length, last, after }: PageArguments): object {
  const from = last === undefined ? startOf(after) : Math.max(items.length - last, 0);
  const nodes = items.slice(from, from + first);
  const cursor = (index: number) => Buffer.from(String(index)).toString('base64');
  return {
    totalCount: items.length,
    nodes,
    edges: nodes.map((node, index) => ({ node, cursor: cursor(from + index) })),
    pageInfo: {
      hasNextPage: from + nodes.length < items.length,
      hasPreviousPage: from > 0,
      startCursor: nodes.length === 0 ? null : cursor(from),
      endCursor: nodes.length === 0 ? null : cursor(from + nodes.length - 1),
    },
  };
}

/** Returns the index of the first item after a cursor. */
export function startOf(after: string | null | undefined): number {
  return after === undefined || after === null ? 0 : Number(Buffer.from(after, 'base64').toString()) + 1;
}
