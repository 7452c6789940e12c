import { git, gitText } from '../git.ts';
import { type CommitObject, readCommit, readCommits } from '../objects.ts';
import { connection, type PageArguments } from './connection.ts';
import { pullRequestNode } from './pull-request.ts';
import type { View } from './view.ts';

/** GraphQL gives the text of a blob up to this size. */
const MAX_TEXT_BYTES = 512_000;

export function commitNode(view: View, commit: CommitObject): object {
  const { repository, caller } = view;
  const { oid, message, author, committer, parents, tree } = commit;
  const [headline = '', ...rest] = message.split('\n');
  const actor = (person: CommitObject['author']) => {
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
    authors: (page: PageArguments) => connection([actor(author)], page),
    authoredDate: author.date,
    committedDate: committer.date,
    tree: { __typename: 'Tree', oid: tree },
    parents: async (page: PageArguments) => connection(await nodesOf(view, parents), page),
    file: ({ path }: { path: string }) => treeEntry(view, oid, path),
    history: async ({ path, ...page }: PageArguments & { path?: string }) => {
      const commits = await readCommits(repository.directory, [oid], path);
      return connection(
        commits.map((each) => commitNode(view, each)),
        page,
      );
    },
    associatedPullRequests: async (page: PageArguments) => {
      caller.demand(repository.fullName, 'pull_requests', 'read');
      return connection(
        (await repository.pullRequestsOf(oid)).map((pullRequest) => pullRequestNode(view, pullRequest)),
        page,
      );
    },
  };
}

async function nodesOf(view: View, oids: readonly string[]): Promise<object[]> {
  const commits = await Promise.all(oids.map((oid) => readCommit(view.repository.directory, oid)));
  return commits.flatMap((commit) => (commit === undefined ? [] : [commitNode(view, commit)]));
}

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
  const counts = await gitText(repository.directory, ['rev-list', '--left-right', '--count', `${base}...${head}`]);
  const [behindBy = 0, aheadBy = 0] = counts.split('\t').map(Number);
  const status = aheadBy > 0 ? (behindBy > 0 ? 'DIVERGED' : 'AHEAD') : behindBy > 0 ? 'BEHIND' : 'IDENTICAL';
  return { aheadBy, behindBy, status };
}

/** The git object that a revision names, `null` when none. */
export async function objectNode(view: View, revision: string): Promise<object | null> {
  const { repository } = view;
  const oid = await repository.resolve(revision);
  if (oid === undefined) return null;
  const type = await gitText(repository.directory, ['cat-file', '-t', oid]).catch(() => undefined);
  if (type === 'commit') {
    const commit = await readCommit(repository.directory, oid);
    return commit === undefined ? null : commitNode(view, commit);
  }
  if (type === 'blob') return blobNode(oid, await git(repository.directory, ['cat-file', 'blob', oid]));
  return type === 'tree' ? { __typename: 'Tree', oid } : null;
}

async function treeEntry(view: View, commit: string, path: string): Promise<object | null> {
  const [entry = ''] = (await gitText(view.repository.directory, ['ls-tree', commit, '--', path])).split('\n');
  const [mode = '', type = '', oid = ''] = entry.split(/\s+/);
  if (oid === '') return null;
  return {
    name: path.split('/').at(-1),
    path,
    mode: Number.parseInt(mode, 8),
    type,
    oid,
    object: () => objectNode(view, oid),
  };
}

function blobNode(oid: string, bytes: Buffer): object {
  const isBinary = bytes.subarray(0, 8000).includes(0);
  const isTruncated = bytes.length > MAX_TEXT_BYTES;
  const text = isBinary ? null : bytes.subarray(0, MAX_TEXT_BYTES).toString();
  return { __typename: 'Blob', oid, byteSize: bytes.length, isBinary, isTruncated, text };
}
