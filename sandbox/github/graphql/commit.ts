import { compareCommits } from '../comparison.ts';
import { gitText, type Person } from '../git.ts';
import { type CommitObject, parseCommit, readCommits } from '../objects.ts';
import { readTreeEntry } from '../tree.ts';
import { checkSuites, statusNode } from './commit-status.ts';
import { connection, type PageArguments, startOf } from './connection.ts';
import { pullRequestNode } from './pull-request.ts';
import type { View } from './view.ts';

/** GraphQL returns the text of a blob up to this size. */
const MAX_TEXT_BYTES = 512_000;

/** Returns https://docs.github.com/graphql/reference/objects#commit */
export function commitNode(view: View, commit: CommitObject): object {
  const { repository, caller } = view;
  const { oid, message, author, committer, parents, tree } = commit;
  const [headline = '', ...rest] = message.split('\n');
  const actor = (person: Person) => {
    const user = repository.state.userByEmail(person.email);
    return { ...person, user: user === undefined ? null : { __typename: 'User', login: user.login } };
  };
  return {
    __typename: 'Commit',
    oid,
    abbreviatedOid: oid.slice(0, 7),
    url: `${repository.webUrl}/commit/${oid}`,
    message,
    messageHeadline: headline,
    messageBody: rest.join('\n').trim(),
    author: actor(author),
    committer: actor(committer),
    authors: (page: PageArguments) => connection([author, ...coAuthors(message)].map(actor), page),
    authoredDate: author.date,
    committedDate: committer.date,
    signature: repository.signed.has(oid) ? signatureNode(committer.email) : null,
    tree: { __typename: 'Tree', oid: tree },
    parents: async (page: PageArguments) => connection(await nodesOf(view, parents), page),
    file: ({ path }: { path: string }) => treeEntry(view, oid, path),
    history: async ({ path, ...page }: PageArguments & { path?: string }) => {
      const limit = startOf(page.after) + (page.first ?? 0) + 1;
      const commits = await readCommits(repository.directory, [oid], path, limit);
      const nodes = commits.map((each) => commitNode(view, each));
      const paths = path === undefined ? [] : [path];
      const totalCount = async () =>
        Number(await gitText(repository.directory, ['rev-list', '--count', oid, '--', ...paths]));
      return { ...connection(nodes, page), totalCount };
    },
    status: () => statusNode(view, oid),
    checkSuites: (page: PageArguments) => connection(checkSuites(view, oid), page),
    associatedPullRequests: async (page: PageArguments) => {
      caller.demand(repository.fullName, 'pull_requests', 'read');
      return connection(
        (await repository.pullRequestsOf(oid)).map((pullRequest) => pullRequestNode(view, pullRequest)),
        page,
      );
    },
  };
}

/** Returns the co-authors that the message names; https://docs.github.com/pull-requests/committing-changes-to-your-project/creating-and-editing-commits/creating-a-commit-with-multiple-authors */
function coAuthors(message: string): Person[] {
  const named = message.matchAll(/^Co-authored-by: (.+) <(.+)>$/gim);
  return [...named].map(([, name = '', email = '']) => ({ name, email }));
}

/** Returns the signature of commits that GitHub makes. */
function signatureNode(email: string): object {
  return { __typename: 'GpgSignature', email, isValid: true, wasSignedByGitHub: true, state: 'VALID' };
}

async function nodesOf(view: View, oids: readonly string[]): Promise<object[]> {
  const commits = await Promise.all(oids.map((oid) => view.repository.readCommit(oid)));
  return commits.flatMap((commit) => (commit === undefined ? [] : [commitNode(view, commit)]));
}

/** Returns https://docs.github.com/graphql/reference/objects#ref */
export function refNode(view: View, ref: string, oid: string): object {
  return {
    __typename: 'Ref',
    name: ref.replace('refs/heads/', ''),
    prefix: 'refs/heads/',
    target: () => objectNode(view, oid),
    compare: ({ headRef }: { headRef: string }) => comparisonNode(view, oid, headRef),
  };
}

async function comparisonNode({ repository }: View, base: string, headRef: string): Promise<object | null> {
  const head = (await repository.resolve(repository.ref(headRef))) ?? (await repository.resolve(headRef));
  if (head === undefined) return null;
  const { status, ahead, behind } = await compareCommits(repository.directory, base, head);
  return { aheadBy: ahead, behindBy: behind, status: status.toUpperCase() };
}

/** Returns the git object that a revision names; `null` if there is none. */
export async function objectNode(view: View, revision: string): Promise<object | null> {
  const { repository } = view;
  const object = await repository.objects.read(revision);
  if (object?.type === 'commit') return commitNode(view, parseCommit(object));
  if (object?.type === 'blob') return blobNode(object.oid, object.content);
  return object?.type === 'tree' ? { __typename: 'Tree', oid: object.oid } : null;
}

async function treeEntry(view: View, commit: string, path: string): Promise<object | null> {
  const entry = await readTreeEntry(view.repository.objects, commit, path);
  return entry === undefined ? null : { ...entry, path, object: () => objectNode(view, entry.oid) };
}

function blobNode(oid: string, bytes: Buffer): object {
  const isBinary = bytes.subarray(0, 8000).includes(0);
  const isTruncated = bytes.length > MAX_TEXT_BYTES;
  const text = isBinary ? null : bytes.subarray(0, MAX_TEXT_BYTES).toString();
  return { __typename: 'Blob', oid, byteSize: bytes.length, isBinary, isTruncated, text };
}
