import { createHash } from 'node:crypto';
import { type Answer, json, type Request } from '../http/message.ts';
import type { GitHubState } from './state.ts';

const HOURLY_LIMIT = 5000;
/** For the token of a workflow's job, over all jobs of the repository. */
const JOB_HOURLY_LIMIT = 1000;

/** REST counts requests, GraphQL points; a token has as many of each. */
export type Resource = 'core' | 'graphql';

export interface RateLimit {
  readonly limit: number;
  readonly used: number;
  readonly remaining: number;
  /** When the hour ends, in seconds since 1970. */
  readonly reset: number;
}

/**
 * Returns the rate limit of the sender.
 * https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api
 */
export function rateLimitOf(state: GitHubState, request: Request, resource: Resource): RateLimit {
  const used = state.used.get(`${resource} ${keyOf(request)}`) ?? 0;
  const reset = Math.ceil(Date.now() / 3_600_000) * 3600;
  const limit = limitOf(state, request);
  return { limit, used, remaining: Math.max(0, limit - used), reset };
}

/** Answers a request and counts it. Refuses it if the sender has used all points of the hour. */
export async function countRequest(
  state: GitHubState,
  request: Request,
  { resource, points }: { readonly resource: Resource; readonly points: number },
  answer: () => Answer | Promise<Answer>,
): Promise<Answer> {
  const isExhausted = rateLimitOf(state, request, resource).remaining === 0;
  const given = isExhausted ? exhausted(resource) : await answer();
  const key = `${resource} ${keyOf(request)}`;
  if (!isExhausted) state.used.set(key, (state.used.get(key) ?? 0) + points);
  const { limit, used, remaining, reset } = rateLimitOf(state, request, resource);
  const headers = {
    'x-github-request-id': createHash('sha1').update(`${key}${used}`).digest('hex').slice(0, 20).toUpperCase(),
    'x-github-media-type': 'github.v3; format=json',
    'x-ratelimit-limit': String(limit),
    'x-ratelimit-remaining': String(remaining),
    'x-ratelimit-used': String(used),
    'x-ratelimit-reset': String(reset),
    'x-ratelimit-resource': resource,
  };
  return { ...given, headers: { ...headers, ...given.headers } };
}

/** Returns GitHub's words, as reported in octokit/plugin-throttling.js#848 for GraphQL. */
function exhausted(resource: Resource): Answer {
  if (resource === 'graphql') {
    const message = 'API rate limit already exceeded for installation ID 7.';
    return json(200, { errors: [{ type: 'RATE_LIMIT', code: 'graphql_rate_limit', message }] });
  }
  const message = 'API rate limit exceeded for installation ID 7.';
  return json(403, { message, documentation_url: 'https://docs.github.com/rest', status: '403' });
}

function limitOf({ tokens }: GitHubState, { headers }: Request): number {
  const token = tokens.get(keyOf({ headers }));
  return token?.hourlyLimit ?? (token?.login === 'github-actions[bot]' ? JOB_HOURLY_LIMIT : HOURLY_LIMIT);
}

/** Returns the token of a request, of any scheme; `anonymous` without one. */
function keyOf({ headers }: Pick<Request, 'headers'>): string {
  return headers.authorization?.split(' ')[1] ?? 'anonymous';
}
