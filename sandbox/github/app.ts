import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import { GitHubApiError } from './api-error.ts';
import type { GitHubState, Level } from './state.ts';

/** A GitHub App with its installations. */
export interface App {
  readonly id: number;
  readonly clientId: string;
  readonly slug: string;
  /** PEM; GitHub has the public half of each private key. */
  readonly publicKeys: readonly string[];
  readonly installations: readonly Installation[];
}

export interface Installation {
  readonly id: number;
  /** The user or organisation that has it. */
  readonly account: string;
  /** `owner/name` of the repositories that it was installed on. */
  readonly repositories: readonly string[];
  /** What the owner accepted. */
  readonly permissions: Readonly<Record<string, Level>>;
  readonly isSuspended?: boolean;
  /** How long GitHub answers 401 to a new token, because not all of its servers know it. Milliseconds. */
  readonly replicationMs?: number;
}

/** GitHub's words, as https://github.com/octokit/auth-app.js tests them. */
const UNDECODABLE = 'A JSON web token could not be decoded';
const EXPIRED =
  "'Expiration time' claim ('exp') must be a numeric value representing the future time at which the assertion expires";
const TOO_LONG = "'Expiration time' claim ('exp') is too far in the future";
const NOT_YET = "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued";

/** GitHub accepts ten minutes, and a minute of difference between the clocks. */
const LONGEST_S = 600;
const SKEW_S = 60;

/**
 * Returns the App that signed a request.
 * https://docs.github.com/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-json-web-token-jwt-for-a-github-app
 * @throws GitHubApiError 401, or 404 for an App that does not exist
 */
export function identifyApp(state: GitHubState, header: string | undefined): App {
  const [scheme = '', jwt = ''] = (header ?? '').split(' ');
  const [head = '', body = '', signature = ''] = jwt.split('.');
  const claims = /^bearer$/i.test(scheme) ? readClaims(body) : undefined;
  if (claims === undefined) throw refused(UNDECODABLE);
  const app = state.apps.find(({ id, clientId }) => [String(id), clientId].includes(String(claims.iss)));
  if (app === undefined) throw new GitHubApiError(404, 'INTEGRATION', 'Integration not found');
  const signed = Buffer.from(`${head}.${body}`);
  const bytes = Buffer.from(signature, 'base64url');
  if (!app.publicKeys.map(toKey).some((key) => verify('RSA-SHA256', signed, key, bytes))) throw refused(UNDECODABLE);
  const now = Math.floor((Date.now() + state.clockAheadMs) / 1000);
  if (claims.exp <= now) throw refused(EXPIRED);
  if (claims.exp > now + LONGEST_S + SKEW_S) throw refused(TOO_LONG);
  if (claims.iat > now) throw refused(NOT_YET);
  return app;
}

function toKey(pem: string): KeyObject {
  return createPublicKey(pem);
}

function readClaims(body: string): { readonly iss: unknown; readonly iat: number; readonly exp: number } | undefined {
  try {
    return JSON.parse(Buffer.from(body, 'base64url').toString());
  } catch {
    return undefined;
  }
}

function refused(message: string): GitHubApiError {
  return new GitHubApiError(401, 'UNAUTHORIZED', message);
}
