import { isGitHubError } from './errors.ts';

/** What GitHub shows of something: it may be hidden from the token, or not be there. */
export type Visibility<T> =
  | { readonly state: 'seen'; readonly value: T }
  | { readonly state: 'absent' }
  | { readonly state: 'not-in-plan' }
  | { readonly state: 'hidden'; readonly reason: string };

/**
 * Waits for an answer of GitHub's and returns whether it was refused or absent. An absence may still be a refusal where
 * GitHub answers both by 404.
 * @throws GitHubError of any other kind
 */
export async function visibilityOf<T>(answer: Promise<T>): Promise<Visibility<T>> {
  try {
    return { state: 'seen', value: await answer };
  } catch (error) {
    if (isGitHubError(error, 'not-found')) return { state: 'absent' };
    if (isGitHubError(error, 'plan')) return { state: 'not-in-plan' };
    if (isGitHubError(error, 'permission')) return { state: 'hidden', reason: error.message };
    throw error;
  }
}
