import http from 'node:http';
import https from 'node:https';
import { text } from 'node:stream/consumers';

const MAX_REDIRECTS = 5;

/** What Octokit asks for. */
export interface FetchInit {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** What Octokit reads of an answer. */
interface WholeResponse {
  readonly status: number;
  readonly statusText: string;
  readonly url: string;
  readonly headers: ReadonlyMap<string, string>;
  text(): Promise<string>;
}

/**
 * `fetch` as far as Octokit needs it, by Node's HTTP client, which is loaded anyway: Node's own `fetch` takes 50 ms to load.
 * The body is read to its end, for Octokit takes one that is cut short for an empty one.
 * @param limitMs how long it may take from the call to the end of the body
 */
export function fetchWhole(url: string, init: FetchInit, limitMs: number): Promise<WholeResponse> {
  return follow(url, init, AbortSignal.timeout(limitMs), MAX_REDIRECTS);
}

/** GitHub redirects the old name of a repository; https://docs.github.com/rest/using-the-rest-api/best-practices-for-using-the-rest-api#follow-redirects */
async function follow(
  url: string,
  init: FetchInit,
  signal: AbortSignal,
  redirectsLeft: number,
): Promise<WholeResponse> {
  const message = await send(url, init, signal);
  const body = await text(message);
  const { statusCode: status = 0, statusMessage: statusText = '', headers } = message;
  const { location } = headers;
  const isRedirect = [301, 302, 307, 308].includes(status) && init.method === 'GET' && location !== undefined;
  if (isRedirect && redirectsLeft > 0) return follow(redirect(url, location), init, signal, redirectsLeft - 1);
  const read = Object.entries(headers).map(([name, value]) => [name, [value].flat().join(', ')] as const);
  return { status, statusText, url, headers: new Map(read), text: async () => body };
}

/** @throws Error when it leads to another host, which must not see the token */
function redirect(from: string, location: string): string {
  const target = new URL(location, from);
  if (target.origin === new URL(from).origin) return target.href;
  throw new Error(`${from} is redirected to another host, ${target.host}`);
}

function send(url: string, { method, headers, body }: FetchInit, signal: AbortSignal): Promise<http.IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<http.IncomingMessage>();
  const { request } = url.startsWith('https:') ? https : http;
  request(url, { method, headers, signal }, resolve).once('error', reject).end(body);
  return promise;
}
