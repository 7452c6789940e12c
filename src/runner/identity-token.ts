import { getIDToken } from '@actions/core';
import { mask } from '../http/redact.ts';

const LIMIT_MS = 20_000;

/** Returns whether this job may ask GitHub for a token of its identity: it has `id-token: write`. */
export function hasIdentityToken(): boolean {
  return Boolean(process.env.ACTIONS_ID_TOKEN_REQUEST_URL && process.env.ACTIONS_ID_TOKEN_REQUEST_TOKEN);
}

/**
 * Returns an OpenID Connect token of this job, which GitHub signed.
 * https://docs.github.com/actions/reference/security/oidc
 * @throws Error if GitHub does not issue it in time
 */
export async function readIdentityToken(audience: string): Promise<string> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error('no answer in time')), LIMIT_MS);
  try {
    const token = await Promise.race([getIDToken(audience), late]);
    mask(token);
    return token;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message.replace(/\s+/g, ' ') : String(cause);
    throw new Error(`GitHub issued no OpenID Connect token for this job: ${reason}`, { cause });
  } finally {
    clearTimeout(timer);
  }
}
