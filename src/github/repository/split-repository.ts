/** The two parts of the full name of a repository. */
export interface RepositoryName {
  readonly owner: string;
  readonly name: string;
}

/**
 * Splits `owner/name`.
 * @throws Error if the text is not a full name; inputs are validated before they reach this function
 */
export function splitRepository(repository: string): RepositoryName {
  const [owner, name, ...rest] = repository.split('/');
  if (owner && name && rest.length === 0) return { owner, name };
  throw new Error(`${JSON.stringify(repository)} is not the full name of a repository (owner/name)`);
}

/** Returns the two parts as the parameters of a REST route: `/repos/{owner}/{repo}`. */
export function repositoryParameters(repository: string): { readonly owner: string; readonly repo: string } {
  const { owner, name: repo } = splitRepository(repository);
  return { owner, repo };
}
