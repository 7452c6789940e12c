import { type CommitObject, NO_COMMIT, readCommits } from '../github/objects.ts';
import type { Repository } from '../github/repository.ts';

/** Returns the event payload of the push that brought the commit to main, with the fields that GitHub sends. */
export async function pushEvent(source: Repository, sha: string): Promise<object> {
  const before = await source.resolve(`${sha}^`);
  const brought = before === undefined ? [] : await readCommits(source.directory, [`${before}..${sha}`]);
  const commits = brought.toReversed().map((commit) => commitOf(source, commit));
  const { owner, name, fullName, webUrl, defaultBranch } = source;
  return {
    ref: 'refs/heads/main',
    before: before ?? NO_COMMIT,
    after: sha,
    created: before === undefined,
    deleted: false,
    forced: false,
    base_ref: null,
    compare: `${webUrl}/compare/${before?.slice(0, 12)}...${sha.slice(0, 12)}`,
    commits,
    head_commit: commits.at(-1) ?? null,
    repository: {
      id: source.id,
      name,
      full_name: fullName,
      owner: { login: owner },
      html_url: webUrl,
      default_branch: defaultBranch,
    },
    pusher: { name: owner, email: null },
    sender: { login: owner },
  };
}

function commitOf({ webUrl }: Repository, { oid, tree, message, author, committer }: CommitObject): object {
  const person = ({ name, email }: { readonly name: string; readonly email: string }) => ({
    name,
    email,
    username: name,
  });
  return {
    id: oid,
    tree_id: tree,
    distinct: true,
    message,
    timestamp: committer.date,
    url: `${webUrl}/commit/${oid}`,
    author: person(author),
    committer: person(committer),
    added: [],
    removed: [],
    modified: [],
  };
}
