import { git, gitText, type Person } from './git.ts';

export interface CommitObject {
  readonly oid: string;
  readonly tree: string;
  readonly parents: readonly string[];
  readonly author: Person & { readonly date: string };
  readonly committer: Person & { readonly date: string };
  readonly message: string;
}

export interface NewCommit {
  readonly parent: string | undefined;
  readonly message: string;
  readonly author: Person;
  readonly committer: Person;
  /** path → content; `null` deletes. */
  readonly files: Readonly<Record<string, string | Buffer | null>>;
}

const FORMAT = ['%H', '%T', '%P', '%an', '%ae', '%aI', '%cn', '%ce', '%cI', '%B'].join('%x00');

/** Commits reachable from what `revisions` names, newest first; with a path those that touch it. */
export async function readCommits(
  directory: string,
  revisions: readonly string[],
  path?: string,
): Promise<CommitObject[]> {
  const paths = path === undefined ? [] : [path];
  const out = await git(directory, [
    'log',
    '-z',
    '--topo-order',
    `--format=${FORMAT}%x00`,
    ...revisions,
    '--',
    ...paths,
  ]);
  const fields = out.toString().split('\0');
  const commits: CommitObject[] = [];
  for (let at = 0; at + 10 < fields.length; at += 11) commits.push(readFields(fields.slice(at, at + 10)));
  return commits;
}

/** One commit; `undefined` when the repository has no such commit. */
export async function readCommit(directory: string, oid: string): Promise<CommitObject | undefined> {
  const exists = await gitText(directory, ['cat-file', '-t', oid]).catch(() => undefined);
  return exists === 'commit' ? (await readCommits(directory, ['--max-count=1', oid]))[0] : undefined;
}

function readFields(fields: readonly string[]): CommitObject {
  const [oid = '', tree = '', parents = '', an = '', ae = '', ad = '', cn = '', ce = '', cd = '', message = ''] =
    fields;
  return {
    oid: oid.trim(),
    tree,
    parents: parents === '' ? [] : parents.split(' '),
    author: { name: an, email: ae, date: utc(ad) },
    committer: { name: cn, email: ce, date: utc(cd) },
    message: message.replace(/\n$/, ''),
  };
}

function utc(date: string): string {
  return new Date(date).toISOString().replace('.000Z', 'Z');
}

/** Writes one commit without a work tree, and moves no ref. */
export async function writeCommit(directory: string, commit: NewCommit): Promise<string> {
  const ref = `refs/sandbox/${crypto.randomUUID()}`;
  const stamp = `${Math.floor(Date.now() / 1000)} +0000`;
  const person = (role: string, { name, email }: Person) => `${role} ${name} <${email}> ${stamp}\n`;
  const chunks: (string | Buffer)[] = [
    `commit ${ref}\nmark :1\n`,
    person('author', commit.author),
    person('committer', commit.committer),
  ];
  chunks.push(...data(commit.message));
  if (commit.parent !== undefined) chunks.push(`from ${commit.parent}\n`);
  for (const [path, content] of Object.entries(commit.files)) {
    if (content === null) chunks.push(`D ${quotePath(path)}\n`);
    else chunks.push(`M 100644 inline ${quotePath(path)}\n`, ...data(content));
  }
  chunks.push('\nget-mark :1\n');
  const input = Buffer.concat(chunks.map((chunk) => Buffer.from(chunk)));
  const oid = await gitText(directory, ['fast-import', '--quiet'], { input });
  await git(directory, ['update-ref', '-d', ref]);
  return oid;
}

function data(content: string | Buffer): (string | Buffer)[] {
  const bytes = Buffer.from(content);
  return [`data ${bytes.length}\n`, bytes, '\n'];
}

function quotePath(path: string): string {
  return `"${path.replace(/[\\"]/g, '\\$&').replaceAll('\n', '\\n')}"`;
}

/** Moves a ref if it still is where the caller saw it (40 zeros: if it does not exist). @throws GitError */
export async function swapRef(directory: string, ref: string, next: string, previous: string): Promise<void> {
  await git(directory, ['update-ref', ref, next, previous]);
}
