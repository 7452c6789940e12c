import { createHash } from 'node:crypto';
import type { Answer, Request } from '../http/message.ts';
import type { GitHubState } from './state.ts';

const HOURLY_LIMIT = 5000;

export interface RateLimit {
  readonly limit: number;
  readonly used: number;
  readonly remaining: number;
  /** When the hour ends, in seconds since 1970. */
  readonly reset: number;
}

/** Returns the rate limit of the sender. */
export function rateLimitOf({ used: counts }: GitHubState, request: Request): RateLimit {
  const used = counts.get(keyOf(request)) ?? 0;
  const reset = Math.ceil(Date.now() / 3_600_000) * 3600;
  return { limit: HOURLY_LIMIT, used, remaining: HOURLY_LIMIT - used, reset };
}

/** Adds the rate-limit headers, and counts the request against the token's hourly limit. */
export function withRateLimit(state: GitHubState, request: Request, answer: Answer): Answer {
  const key = keyOf(request);
  state.used.set(key, (state.used.get(key) ?? 0) + 1);
  const { limit, used, remaining, reset } = rateLimitOf(state, request);
  const headers = {
    'x-github-request-id': createHash('sha1').update(`${key}${used}`).digest('hex').slice(0, 20).toUpperCase(),
    'x-github-media-type': 'github.v3; format=json',
    'x-ratelimit-limit': String(limit),
    'x-ratelimit-remaining': String(remaining),
    'x-ratelimit-used': String(used),
    'x-ratelimit-reset': String(reset),
    'x-ratelimit-resource': request.url.pathname === '/graphql' ? 'graphql' : 'core',
  };
  return { ...answer, headers: { ...headers, ...answer.headers } };
}

function keyOf({ headers }: Request): string {
  return headers.authorization ?? 'anonymous';
}
