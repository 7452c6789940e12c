import { AdapterError, type FailedCall } from '../../errors.ts';

/** Why a request to GitHub failed, or why its response is unusable. */
export type GitHubErrorKind =
  /** GitHub rejects the token: it expired or was revoked. */
  | 'token'
  /** The token lacks a permission. */
  | 'permission'
  /** It does not exist, or the token cannot see it: GitHub returns the same response for both. */
  | 'not-found'
  /** The owner's plan does not include it. */
  | 'plan'
  /** GitHub understood the request and refused it. */
  | 'rejected'
  /** The branch is not at the commit that the caller expected, because another writer was faster. */
  | 'stale'
  /** A rule of the repository forbids the change. */
  | 'rule-violation'
  | 'rate-limit'
  /** GitHub did not answer, or failed. */
  | 'unavailable'
  | 'branch-missing'
  | 'file-missing'
  /** There is something else than a file with text at the path. */
  | 'not-a-file'
  /** GitHub does not return the whole text of a file. */
  | 'file-unreadable'
  /** The token cannot see a team, so a 404 says nothing about its members. */
  | 'team-unreadable'
  /** GitHub refuses the private key of an App, or does not know the App. */
  | 'app-key'
  /** The App is not installed where its token is needed, or its installation is suspended. */
  | 'app-installation'
  /** The installation does not have a permission that the token needs. */
  | 'app-permission';

export interface GitHubErrorOptions {
  readonly call?: FailedCall;
  readonly cause?: unknown;
  /** GitHub's own message. */
  readonly words?: string;
  /** The name that the caller gave to the token. */
  readonly tokenName?: string;
  /** The permission that the call needs, in words. */
  readonly permission?: string;
  /** The file that is unreadable. */
  readonly path?: string;
  /** When GitHub accepts requests again, for `rate-limit`. */
  readonly retryAt?: Date;
}

/** The error of everything in `github/`. */
export class GitHubError extends AdapterError<GitHubErrorKind> {
  override readonly name = 'GitHubError';
  readonly words: string;
  readonly tokenName: string;
  readonly permission: string;
  readonly path: string | undefined;
  readonly retryAt: Date | undefined;

  constructor(kind: GitHubErrorKind, message: string, options: GitHubErrorOptions = {}) {
    super(kind, message, options);
    this.words = options.words ?? message;
    this.tokenName = options.tokenName ?? 'the token';
    this.permission = options.permission ?? '';
    this.path = options.path;
    this.retryAt = options.retryAt;
  }
}

/** Returns whether an error is a `GitHubError` of one of these kinds. */
export function isGitHubError(error: unknown, ...kinds: readonly GitHubErrorKind[]): error is GitHubError {
  return error instanceof GitHubError && kinds.includes(error.kind);
}
