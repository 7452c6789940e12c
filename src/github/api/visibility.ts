import { isGitHubError } from './errors.ts';

/** A resource as the token sees it: it may be hidden or absent. */
export type Visibility<T> =
  | { readonly state: 'seen'; readonly value: T }
  | { readonly state: 'absent' }
  | { readonly state: 'not-in-plan' }
  | { readonly state: 'hidden'; readonly reason: string };

/**
 * Awaits a response and returns its value, or why the token does not see it. An absent resource may also be hidden, because
 * GitHub returns 404 for both.
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
