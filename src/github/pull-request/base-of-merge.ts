import type { GitHubReader } from '../api/client.ts';
import { splitRepository } from '../repository/split-repository.ts';

interface Node {
  readonly oid: string;
  readonly parents: { readonly nodes: readonly { readonly oid: string }[] };
  readonly associatedPullRequests: { readonly nodes: readonly { readonly number: number }[] } | null;
}

interface Answer {
  readonly repository: { readonly object: { readonly history?: { readonly nodes: readonly Node[] } } | null };
}

/** GitHub rebases at most a hundred commits: https://docs.github.com/repositories/configuring-branches-and-merges-in-your-repository/configuring-pull-request-merges/about-merge-methods-on-github */
const QUERY = /* GraphQL */ `
  query ReadBaseOfMerge($owner: String!, $name: String!, $commit: GitObjectID!) {
    repository(owner: $owner, name: $name) {
      object(oid: $commit) {
        ... on Commit {
          history(first: 100) {
            nodes {
              oid
              parents(first: 2) { nodes { oid } }
              associatedPullRequests(first: 5) { nodes { number } }
            }
          }
        }
      }
    }
  }
`;

/**
 * Returns the commit that a pull request was merged on: the first parent of a merge or squash commit, and of a rebased pull
 * request the parent of its first commit. A commit without a parent has none: then `<commit>^`, which names nothing.
 * @throws GitHubError
 */
export async function findBaseOfMerge(github: GitHubReader, repository: string, commit: string): Promise<string> {
  const { owner, name } = splitRepository(repository);
  const { object } = (await github.query<Answer>(QUERY, { owner, name, commit })).repository;
  const nodes = new Map(object?.history?.nodes.map((node) => [node.oid, node]));
  const numbers = new Set(numbersOf(nodes.get(commit)));
  let at = commit;
  for (;;) {
    const [parent, other] = nodes.get(at)?.parents.nodes ?? [];
    if (parent === undefined) return `${at}^`;
    const isSame = numbersOf(nodes.get(parent.oid)).some((number) => numbers.has(number));
    if (other !== undefined || !isSame) return parent.oid;
    at = parent.oid;
  }
}

function numbersOf(node: Node | undefined): readonly number[] {
  return node?.associatedPullRequests?.nodes.map(({ number }) => number) ?? [];
}
