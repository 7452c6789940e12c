import type { AppKey } from '../api/token.ts';

/** By the names of GitHub's API: `contents`, `pull_requests`, … */
export type AppPermissions = Readonly<Record<string, 'read' | 'write'>>;

/** The only repository that a token is for, as `owner/name`, or an organisation. */
export type TokenScope = { readonly repository: string } | { readonly organisation: string };

/** What a token of an App is for. */
export interface TokenRequest {
  readonly app: AppKey;
  /** The input with the App's ID, for errors. */
  readonly appInput: string;
  readonly scope: TokenScope;
  readonly permissions: AppPermissions;
  /** What it may do too, as far as the organisation granted it to the App: the rest of the work needs it less. */
  readonly ifGranted?: AppPermissions;
  /** Default: the runner's API URL, or api.github.com. */
  readonly apiUrl?: string;
}
