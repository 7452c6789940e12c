/** A GitHub App, as it proves who it is. */
export interface AppKey {
  /** The client ID or the App ID. */
  readonly appId: string;
  /** PKCS #8, in PEM form. */
  readonly privateKey: string;
}

/** A token that was just made, or made for an earlier call of this run. */
export interface IssuedToken {
  readonly token: string;
  /** On the clock of this machine, in milliseconds. */
  readonly issuedAt: number;
}

/** What a client authenticates with: a token, the key of a GitHub App, or what makes a token that is valid now. */
export type GitHubToken = string | AppKey | (() => Promise<IssuedToken>);

/**
 * How long GitHub may still answer 401 to a new token, in milliseconds, as in
 * https://github.com/octokit/auth-app.js/blob/main/src/hook.ts
 */
const REPLICATION_MS = 5_000;

/** Returns whether GitHub may refuse a token only because not all of its servers know it yet. */
export function isFresh({ issuedAt }: Pick<IssuedToken, 'issuedAt'>): boolean {
  return Date.now() - issuedAt < REPLICATION_MS;
}
