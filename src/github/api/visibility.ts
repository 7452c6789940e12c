import { UserError } from '../../errors.ts';

/** What GitHub shows of something: it may be hidden from the token, or not be there. */
export type Visibility<T> =
  | { readonly state: 'seen'; readonly value: T }
  | { readonly state: 'absent' }
  | { readonly state: 'not-in-plan' }
  | { readonly state: 'hidden'; readonly reason: string };

/**
 * Waits for an answer of GitHub's, and tells a refusal from an absence. An absence may still be a refusal where GitHub
 * answers both by 404.
 * @throws OutageError, and UserError for whatever is neither
 */
export async function visibilityOf<T>(answer: Promise<T>): Promise<Visibility<T>> {
  try {
    return { state: 'seen', value: await answer };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    if (error.code === 'github-not-found') return { state: 'absent' };
    if (error.code === 'github-plan') return { state: 'not-in-plan' };
    if (error.code === 'github-permission') return { state: 'hidden', reason: error.message };
    throw error;
  }
}
