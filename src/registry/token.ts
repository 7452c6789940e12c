import { Readable } from 'node:stream';
import { mask } from '../http/redact.ts';
import { parseJsonObject } from '../parse-json.ts';
import { basicHeader } from './basic-header.ts';
import { type Credentials, IDENTITY_TOKEN } from './credentials.ts';
import { isLoopback } from './endpoint.ts';
import { RegistryError } from './errors.ts';
import { type Call, send } from './request.ts';

/** The token that a registry's challenge asks for. */
export interface WantedToken {
  readonly registry: string;
  /** The URL of the token service, as the registry sends it. */
  readonly realm: string;
  readonly service: string | undefined;
  /** `repository:path/name:pull,push` */
  readonly scope: string;
}

/**
 * Fetches a bearer token and masks it. Authenticates with user name and password or anonymously
 * (https://distribution.github.io/distribution/spec/auth/token/), or with an identity token as a refresh token
 * (https://distribution.github.io/distribution/spec/auth/oauth/).
 * @throws RegistryError `invalid-realm`, `token-denied`; RetryableError
 */
export async function fetchToken(wanted: WantedToken, credentials: Credentials | undefined): Promise<string> {
  const url = addressOf(wanted);
  if (url.protocol !== 'https:' && !isLoopback(url.host)) throw rejected(url, 'its address is not https');
  const isRefresh = credentials?.username === IDENTITY_TOKEN;
  // The body of a refresh contains the token, so it follows no redirect.
  const { status, body } = isRefresh
    ? await send(refresh(url, wanted, credentials.password), 0)
    : await send(tokenRequest(url, wanted, credentials));
  if (status !== 200) throw rejected(url, `HTTP ${status}`);
  const token = readToken(body);
  if (token === '') throw rejected(url, 'its response contains none');
  mask(token);
  return token;
}

function addressOf({ registry, realm }: WantedToken): URL {
  if (URL.canParse(realm)) return new URL(realm);
  const message = `The registry ${registry} names ${JSON.stringify(realm)} as its token service, which is not a URL.`;
  throw new RegistryError('invalid-realm', message);
}

function tokenRequest(realm: URL, { service, scope }: WantedToken, credentials: Credentials | undefined): Call {
  const url = new URL(realm);
  if (service !== undefined) url.searchParams.set('service', service);
  url.searchParams.set('scope', scope);
  const headers: Record<string, string> = credentials === undefined ? {} : { authorization: basicHeader(credentials) };
  return { method: 'GET', url: url.href, headers };
}

function refresh({ href: url }: URL, { service, scope }: WantedToken, refreshToken: string): Call {
  const form = new URLSearchParams({ grant_type: 'refresh_token', client_id: 'flux-airflow', scope });
  if (service !== undefined) form.set('service', service);
  form.set('refresh_token', refreshToken);
  const bytes = Buffer.from(form.toString());
  const body = { size: bytes.length, open: () => Readable.from([bytes]) };
  return { method: 'POST', url, headers: { 'content-type': 'application/x-www-form-urlencoded' }, body };
}

/** Returns the token in a response; empty if there is none. */
function readToken(body: Buffer): string {
  const { token, access_token } = parseJsonObject(body.toString()) ?? {};
  return String(token ?? access_token ?? '');
}

function rejected(url: URL, reason: string): RegistryError {
  return new RegistryError('token-denied', `The token service ${url.host} returned no token: ${reason}.`);
}
