import { type Octokit, type OctokitOptions, openOctokit } from './octokit.ts';
import { type GitHubToken, isFresh } from './token.ts';

export interface OpenedOctokit {
  readonly octokit: Octokit;
  /** Whether GitHub may not know the token yet, although it is valid. */
  readonly isFresh: boolean;
}

/** Returns what opens the Octokit of the next call: always the same, or a new one when the token was renewed. */
export function authenticate(token: GitHubToken, options: Omit<OctokitOptions, 'token'>): () => Promise<OpenedOctokit> {
  if (typeof token !== 'function') {
    // Loads in the background, because it takes longer than a call.
    const octokit = openOctokit({ token, ...options });
    return async () => ({ octokit: await octokit, isFresh: false });
  }
  let opened: { readonly token: string; readonly octokit: Promise<Octokit> } | undefined;
  return async () => {
    const issued = await token();
    if (opened?.token !== issued.token) {
      opened = { token: issued.token, octokit: openOctokit({ token: issued.token, ...options }) };
    }
    return { octokit: await opened.octokit, isFresh: isFresh(issued) };
  };
}
