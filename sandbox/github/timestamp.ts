/**
 * Formats a time as GitHub's REST and GraphQL APIs do: UTC, truncated to whole seconds.
 * @see https://docs.github.com/rest/using-the-rest-api/timezones-and-the-rest-api
 */
export function timestamp(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`;
}
