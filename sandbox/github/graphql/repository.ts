import type { Caller } from '../access.ts';
import { GitHubApiError } from '../api-error.ts';
import { objectNode, refNode } from './commit.ts';
import { connection, type PageArguments } from './connection.ts';
import { deploymentNode } from './deployment.ts';
import { pullRequestNode, stateOf } from './pull-request.ts';

interface PullRequestsArguments extends PageArguments {
  readonly states?: readonly ('OPEN' | 'CLOSED' | 'MERGED')[];
  readonly headRefName?: string;
  readonly baseRefName?: string;
  readonly orderBy?: { readonly direction: 'ASC' | 'DESC' };
}

/** A repository as the token may see it. @throws GitHubApiError NOT_FOUND */
export function repositoryNode(caller: Caller, fullName: string): object {
  const repository = caller.repository(fullName);
  const view = { repository, caller };
  const branch = async (ref: string) => {
    const oid = await repository.resolve(ref);
    return oid === undefined ? null : refNode(view, ref, oid);
  };
  const contents = () => caller.demand(repository.fullName, 'contents', 'read');
  return {
    __typename: 'Repository',
    id: `R_${repository.id}`,
    name: repository.name,
    nameWithOwner: repository.fullName,
    url: repository.webUrl,
    isPrivate: true,
    defaultBranchRef: () => branch(repository.ref(repository.defaultBranch)),
    ref: ({ qualifiedName }: { qualifiedName: string }) =>
      branch(qualifiedName.startsWith('refs/') ? qualifiedName : repository.ref(qualifiedName)),
    object: ({ oid, expression }: { oid?: string; expression?: string }) => {
      contents();
      return objectNode(view, oid ?? expression ?? '');
    },
    autoMergeAllowed: repository.autoMergeAllowed,
    mergeCommitAllowed: true,
    squashMergeAllowed: true,
    rebaseMergeAllowed: true,
    pullRequests: ({ states, headRefName, baseRefName, orderBy, ...page }: PullRequestsArguments) => {
      caller.demand(repository.fullName, 'pull_requests', 'read');
      const found = repository.pullRequests.filter(
        (each) =>
          (states?.includes(stateOf(each)) ?? true) &&
          each.headBranch === (headRefName ?? each.headBranch) &&
          each.base === (baseRefName ?? each.base),
      );
      return connection(
        (orderBy?.direction === 'DESC' ? found.toReversed() : found).map((each) => pullRequestNode(view, each)),
        page,
      );
    },
    deployments: ({ environments, ...page }: { environments?: readonly string[] } & PageArguments) => {
      caller.demand(repository.fullName, 'deployments', 'read');
      const found = repository.deployments.filter(({ environment }) => environments?.includes(environment) ?? true);
      return connection(found.toReversed().map(deploymentNode), page);
    },
    pullRequest: ({ number }: { number: number }) => {
      caller.demand(repository.fullName, 'pull_requests', 'read');
      const found = repository.pullRequests.find((pullRequest) => pullRequest.number === number);
      if (found === undefined)
        throw new GitHubApiError(200, 'NOT_FOUND', `Could not resolve to a PullRequest with the number of ${number}.`);
      return pullRequestNode(view, found);
    },
  };
}

/** Returns a pull request by its node id; `null` for another node. @throws GitHubApiError */
export function pullRequestById(caller: Caller, id: string): object | null {
  const found = caller.state.pullRequests().find((pullRequest) => `PR_${pullRequest.id}` === id);
  if (found === undefined) return null;
  const repository = caller.repository(found.repository.fullName);
  caller.demand(repository.fullName, 'pull_requests', 'read');
  return pullRequestNode({ repository, caller }, found);
}
