/** Amazon ECR's own words, the same in its API and in its registry. */
export function repositoryUnknownText(accountId: string, name: string): string {
  return `The repository with name '${name}' does not exist in the registry with id '${accountId}'`;
}

/** As since 2025, when tags could be excluded from the rule; before that it ended in “the repository is immutable”. */
export function tagImmutableText(repository: string, tag: string): string {
  return `The image tag '${tag}' already exists in the '${repository}' repository and cannot be overwritten because the tag is immutable.`;
}

/** As AWS words it: https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html */
export function accessDeniedText(arn: string, action: string, resource: string): string {
  return `User: ${arn} is not authorized to perform: ${action} on resource: ${resource} because no identity-based policy allows the ${action} action`;
}
