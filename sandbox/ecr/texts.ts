/** Returns Amazon ECR's message, which is the same in its API and its registry. */
export function repositoryUnknownText(accountId: string, name: string): string {
  return `The repository with name '${name}' does not exist in the registry with id '${accountId}'`;
}

/** Returns the message used since 2025; the earlier one ended with “the repository is immutable”. */
export function tagImmutableText(repository: string, tag: string): string {
  return `The image tag '${tag}' already exists in the '${repository}' repository and cannot be overwritten because the tag is immutable.`;
}

/** Returns AWS's message: https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html */
export function accessDeniedText(arn: string, action: string, resource: string): string {
  return `User: ${arn} is not authorized to perform: ${action} on resource: ${resource} because no identity-based policy allows the ${action} action`;
}
