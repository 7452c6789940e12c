import { createHash } from 'node:crypto';
import { type Answer, json, type Request } from '../http/message.ts';
import { readSecret } from './access.ts';
import type { GitHubState } from './state.ts';

const HOURLY_LIMIT = 5000;
const ANONYMOUS_HOURLY_LIMIT = 60;

export type Resource = 'core' | 'graphql' | 'search';

export interface Quota {
  readonly limit: number;
  readonly used: number;
  readonly remaining: number;
  /** Seconds since 1970. */
  readonly reset: number;
}

/** What a request's token has left of its hour, for one kind of resource. */
export function quota(state: GitHubState, request: Request, resource: Resource): Quota {
  const secret = readSecret(request.headers.authorization);
  const token = secret === undefined ? undefined : state.tokens.get(secret);
  const limit = token === undefined ? ANONYMOUS_HOURLY_LIMIT : (token.hourlyLimit ?? HOURLY_LIMIT);
  const used = Math.min(state.used.get(`${resource} ${secret}`) ?? 0, limit);
  return { limit, used, remaining: limit - used, reset: Math.ceil(Date.now() / 3_600_000) * 3600 };
}

/**
 * Answers within the token's hourly limit, with the headers that each answer of GitHub's API has.
 * https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api
 */
export async function withinLimit(
  state: GitHubState,
  request: Request,
  resource: Resource,
  work: () => Promise<Answer>,
): Promise<Answer> {
  const isOver = quota(state, request, resource).remaining === 0;
  const key = `${resource} ${readSecret(request.headers.authorization)}`;
  state.used.set(key, (state.used.get(key) ?? 0) + 1);
  const answer = isOver ? exceeded(resource) : await work();
  const { limit, used, remaining, reset } = quota(state, request, resource);
  const id = createHash('sha1').update(`${key} ${state.nextId()}`).digest('hex').slice(0, 20).toUpperCase();
  const headers = {
    'x-github-request-id': id,
    'x-github-media-type': 'github.v3; format=json',
    'x-ratelimit-limit': String(limit),
    'x-ratelimit-remaining': String(remaining),
    'x-ratelimit-used': String(used),
    'x-ratelimit-reset': String(reset),
    'x-ratelimit-resource': resource,
  };
  return { ...answer, headers: { ...headers, ...answer.headers } };
}

function exceeded(resource: Resource): Answer {
  const message = 'API rate limit exceeded for installation.';
  if (resource === 'graphql') return json(200, { errors: [{ type: 'RATE_LIMITED', message }] });
  return json(403, { message, documentation_url: 'https://docs.github.com/rest/overview/rate-limits-for-the-rest-api' });
}
