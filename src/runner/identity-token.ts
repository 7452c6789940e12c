import { mask } from '../http/redact.ts';
import { retry } from '../http/retry.ts';
import { callService, type Service, serviceFailure } from '../http/service-call.ts';
import { parseJsonObject } from '../parse-json.ts';

const CALL_LIMIT_MS = 10_000;
const RETRY_LIMIT_MS = 20_000;

/** Returns whether this job may ask GitHub for a token of its identity: it has `id-token: write`. */
export function hasIdentityToken(): boolean {
  return Boolean(process.env.ACTIONS_ID_TOKEN_REQUEST_URL && process.env.ACTIONS_ID_TOKEN_REQUEST_TOKEN);
}

/**
 * Returns an OpenID Connect token of this job, which GitHub signed. `getIDToken` of `@actions/core` has no time limit, and
 * a call that hangs would keep the process from ending.
 * https://docs.github.com/actions/reference/security/oidc
 * @throws Error if GitHub does not issue it in time
 */
export async function readIdentityToken(audience: string): Promise<string> {
  const { ACTIONS_ID_TOKEN_REQUEST_URL: address = '', ACTIONS_ID_TOKEN_REQUEST_TOKEN: bearer = '' } = process.env;
  const { origin, pathname, search } = new URL(address);
  const path = `${pathname}${search === '' ? '?' : `${search}&`}audience=${encodeURIComponent(audience)}`;
  const service: Service = { name: 'GitHub’s token service', server: origin, unavailable: (text) => new Error(text) };
  return retry(RETRY_LIMIT_MS, async () => {
    const headers = { authorization: `Bearer ${bearer}`, accept: 'application/json' };
    const answer = await callService(service, path, { headers }, CALL_LIMIT_MS);
    if (answer.status !== 200) throw serviceFailure(service, `GET ${pathname}`, answer, String(answer.status));
    const { value } = parseJsonObject(answer.body) ?? {};
    if (typeof value !== 'string') throw new Error(`${service.name} returned no token.`);
    mask(value);
    return value;
  });
}
