import { type Answer, json, type Request } from '../../http/message.ts';
import type { Route } from '../../http/service.ts';
import { type Caller, identify } from '../access.ts';
import { apiErrorAnswer, GitHubApiError } from '../api-error.ts';
import { countRequest } from '../rate-limit.ts';
import type { Repository } from '../repository.ts';
import type { GitHubState, Level } from '../state.ts';

export interface Call {
  readonly caller: Caller;
  readonly request: Request;
  readonly api: string;
  readonly params: Readonly<Record<string, string>>;
}

export interface RepositoryCall extends Call {
  readonly repository: Repository;
}

/** Status and body of a response; `undefined` means GitHub's 404. */
type Result =
  | { readonly status?: number; readonly body?: unknown; readonly headers?: Readonly<Record<string, string>> }
  | undefined;

/** Returns a REST route with GitHub's authentication, rate limits and errors. */
export function endpoint(
  state: GitHubState,
  method: string,
  path: string,
  answer: (call: Call) => Promise<Result>,
): Route {
  return {
    method,
    path,
    handle: (request) =>
      countRequest(state, request, { resource: 'core', points: 1 }, () => guarded(state, request, answer)),
  };
}

async function guarded(state: GitHubState, request: Request, answer: (call: Call) => Promise<Result>): Promise<Answer> {
  try {
    const caller = identify(state, request.headers.authorization);
    const result = await answer({ caller, request, api: `http://${request.headers.host}`, params: request.params });
    if (result === undefined) throw new GitHubApiError(404, 'NOT_FOUND', 'Not Found');
    return result.body === undefined
      ? { status: result.status ?? 204 }
      : json(result.status ?? 200, result.body, result.headers);
  } catch (error) {
    return apiErrorAnswer(error);
  }
}

/** Returns a route below `/repos/{owner}/{repo}` that needs one permission on the repository. */
export function repositoryEndpoint(
  state: GitHubState,
  method: string,
  path: string,
  [permission, level]: readonly [string, Level],
  answer: (call: RepositoryCall) => Promise<Result>,
): Route {
  return endpoint(state, method, `/repos/:owner/:repo${path}`, async (call) => {
    const repository = call.caller.repository(`${call.params.owner}/${call.params.repo}`);
    if (permission !== 'metadata') call.caller.demand(repository.fullName, permission, level);
    return answer({ ...call, repository });
  });
}

/** Returns one page of a list by `per_page` and the cursor `after`, with the `Link` header. Ignores `page`, as GitHub does. */
export function pagedByCursor<T extends { readonly id: number }>(
  { request }: Call,
  items: readonly T[],
): { page: readonly T[]; headers: Record<string, string> } {
  const { searchParams } = request.url;
  const size = Math.min(Number(searchParams.get('per_page') ?? 30), 100);
  const after = searchParams.get('after');
  const from = after === null ? 0 : items.findIndex(({ id }) => cursorOf(id) === after) + 1;
  const page = items.slice(from, from + size);
  const last = page.at(-1);
  if (last === undefined || from + size >= items.length) return { page, headers: {} };
  const url = new URL(request.url);
  url.searchParams.set('after', cursorOf(last.id));
  return { page, headers: { link: `<${url}>; rel="next"` } };
}

function cursorOf(id: number): string {
  return Buffer.from(`cursor:${id}`).toString('base64');
}

/** Returns one page of a list by `per_page` and `page`, with the `Link` header. `usual` is the default of `per_page`. */
export function paged<T>(
  { request }: Call,
  items: readonly T[],
  usual = 30,
): { page: T[]; headers: Record<string, string> } {
  const asked = request.url.searchParams.get('per_page');
  const size = asked === null ? usual : Math.min(Number(asked), 100);
  const page = Number(request.url.searchParams.get('page') ?? 1);
  const links = [
    ['next', page + 1],
    ['last', Math.ceil(items.length / size)],
  ] as const;
  const link = links.map(([rel, number]) => {
    const url = new URL(request.url);
    url.searchParams.set('page', String(number));
    return `<${url}>; rel="${rel}"`;
  });
  return {
    page: items.slice((page - 1) * size, page * size),
    headers: page * size < items.length ? { link: link.join(', ') } : {},
  };
}
