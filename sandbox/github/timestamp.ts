/**
 * A time as GitHub tells it, in REST and GraphQL: UTC, whole seconds, and what is less is cut off.
 * @see https://docs.github.com/rest/using-the-rest-api/timezones-and-the-rest-api
 */
export function timestamp(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`;
}
