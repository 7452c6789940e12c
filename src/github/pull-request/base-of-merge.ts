import type { GitHubReader } from '../api/client.ts';
import { GitHubError } from '../api/errors.ts';
import { wasPushed } from '../repository/activity.ts';
import { askAgain, INDEX_LIMIT_MS, isSettled } from '../repository/ask-again.ts';
import { splitRepository } from '../repository/split-repository.ts';

interface Node {
  readonly oid: string;
  readonly authoredDate: string;
  readonly messageHeadline: string;
  readonly parents: { readonly nodes: readonly { readonly oid: string }[] };
  readonly associatedPullRequests: { readonly nodes: readonly { readonly number: number }[] } | null;
}

/** A pull request of the commit, with its last commit. */
interface Merged {
  readonly number: number;
  readonly commits: {
    readonly totalCount: number;
    readonly nodes: readonly { readonly commit: Pick<Node, 'authoredDate' | 'messageHeadline'> }[];
  };
}

interface CommitAnswer {
  readonly committedDate?: string;
  readonly associatedPullRequests?: { readonly nodes: readonly Merged[] } | null;
  readonly history?: { readonly nodes: readonly Node[] };
}

interface Answer {
  readonly repository: {
    readonly defaultBranchRef: { readonly name: string } | null;
    readonly object: CommitAnswer | null;
  };
}

/** GitHub rebases at most a hundred commits: https://docs.github.com/repositories/configuring-branches-and-merges-in-your-repository/configuring-pull-request-merges/about-merge-methods-on-github */
const QUERY = /* GraphQL */ `
  query ReadBaseOfMerge($owner: String!, $name: String!, $commit: GitObjectID!) {
    repository(owner: $owner, name: $name) {
      defaultBranchRef { name }
      object(oid: $commit) {
        ... on Commit {
          committedDate
          associatedPullRequests(first: 5) {
            nodes {
              number
              commits(last: 1) { totalCount nodes { commit { authoredDate messageHeadline } } }
            }
          }
          history(first: 100) {
            nodes {
              oid
              authoredDate
              messageHeadline
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
 * request the parent of its first commit. A commit without a parent has none: then `<commit>^`, which names nothing. While
 * GitHub may not have linked all commits to their pull request, it is asked again: the parent of a rebased commit can be one
 * of the pull request's own.
 * @throws GitHubError, also `unavailable` if GitHub does not link them in time
 */
export async function findBaseOfMerge(
  github: GitHubReader,
  repository: string,
  commit: string,
  limitMs = INDEX_LIMIT_MS,
): Promise<string> {
  const { owner, name } = splitRepository(repository);
  const found = await askAgain(async () => {
    const { object, defaultBranchRef } = (await github.query<Answer>(QUERY, { owner, name, commit })).repository;
    const { base, isCertain } = walkToBase(object ?? {}, commit);
    const isFinal =
      isCertain ||
      isSettled(object?.committedDate) ||
      (await wasPushed(github, repository, defaultBranchRef?.name ?? '', commit));
    return { value: { base, isFinal }, isFinal };
  }, limitMs);
  if (found.isFinal) return found.base;
  const message = `GitHub has not linked all commits up to ${commit.slice(0, 7)} to their pull request yet`;
  throw new GitHubError('unavailable', message, { call: { service: 'GitHub', request: 'ReadBaseOfMerge' } });
}

/** Returns the parent of the pull request's first commit, as far as the commits are linked to it. */
function walkToBase({ history, ...answer }: CommitAnswer, commit: string) {
  const nodes = new Map(history?.nodes.map((node) => [node.oid, node]));
  const merged = answer.associatedPullRequests?.nodes ?? [];
  const numbers = new Set(merged.map(({ number }) => number));
  let at = commit;
  for (let walked = 1; ; walked += 1) {
    const [parent, other] = nodes.get(at)?.parents.nodes ?? [];
    if (parent === undefined) return { base: `${at}^`, isCertain: true };
    const below = numbersOf(nodes.get(parent.oid));
    if (other === undefined && below.some((number) => numbers.has(number))) {
      at = parent.oid;
      continue;
    }
    const couldGoOn = below.length === 0 && merged.some((each) => walked < rebasedCommits(each, nodes.get(commit)));
    return { base: parent.oid, isCertain: other !== undefined || (merged.length > 0 && !couldGoOn) };
  }
}

/** Returns how many commits a rebase made at most. It keeps each commit's date and message; a squash commit has new ones. */
function rebasedCommits({ commits: { totalCount, nodes } }: Merged, commit: Node | undefined): number {
  const isCopied = nodes.some(
    ({ commit: last }) => last.authoredDate === commit?.authoredDate && last.messageHeadline === commit.messageHeadline,
  );
  return isCopied ? totalCount : 1;
}

function numbersOf(node: Node | undefined): readonly number[] {
  return node?.associatedPullRequests?.nodes.map(({ number }) => number) ?? [];
}
