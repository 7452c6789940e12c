/** Who made a commit, and who signed it. */
export interface SignedCommit {
  readonly author: { readonly user: { readonly login: string } | null } | null;
  readonly signature: { readonly isValid: boolean; readonly wasSignedByGitHub: boolean } | null;
}

/**
 * Returns whether the account of a token made a commit through GitHub's API.
 * GitHub signs commits from its API or website for their author, but never pushed commits:
 * https://docs.github.com/authentication/managing-commit-signature-verification/about-commit-signature-verification
 */
export function isOwnCommit({ author, signature }: SignedCommit, viewer: string): boolean {
  const isSigned = signature?.isValid === true && signature.wasSignedByGitHub;
  return isSigned && plainLogin(author?.user?.login ?? '') === plainLogin(viewer);
}

/** Removes the suffix that GitHub uses for the account of an App only in some places. */
function plainLogin(login: string): string {
  return login.toLowerCase().replace(/\[bot\]$/, '');
}
