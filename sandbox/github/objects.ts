import { askOnce, isById } from './ask-once.ts';
import { git, gitText, type Person } from './git.ts';
import type { GitObject } from './object-reader.ts';
import { timestamp } from './timestamp.ts';

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
  readonly files: Readonly<Record<string, FileContent>>;
}

/** A symbolic link with its target, a submodule with its commit, or an executable with its content. */
export interface SpecialFile {
  readonly mode: '100755' | '120000' | '160000';
  readonly target: string;
}

export type FileContent = string | Buffer | SpecialFile | null;

/** The value of a ref before its creation and after its deletion. */
export const NO_COMMIT = '0'.repeat(40);

const FORMAT = ['%H', '%T', '%P', '%an', '%ae', '%aI', '%cn', '%ce', '%cI', '%B'].join('%x00');

/** Returns at most `limit` commits reachable from `revisions`, newest first; with a path, only those that touch it. */
export async function readCommits(
  directory: string,
  revisions: readonly string[],
  path?: string,
  limit = Number.MAX_SAFE_INTEGER,
): Promise<CommitObject[]> {
  const paths = path === undefined ? [] : [path];
  const ask = revisions.every(isById) ? askOnce : git;
  const out = await ask(directory, [
    'log',
    '-z',
    '--topo-order',
    `--max-count=${Math.min(limit, 2 ** 31 - 1)}`,
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

/** Parses a commit object; https://git-scm.com/book/en/v2/Git-Internals-Git-Objects#_git_commit_objects */
export function parseCommit({ oid, content }: GitObject): CommitObject {
  const text = content.toString();
  const end = text.indexOf('\n\n');
  const headers = text.slice(0, end).split('\n');
  const values = (name: string) =>
    headers.filter((line) => line.startsWith(`${name} `)).map((line) => line.slice(name.length + 1));
  return {
    oid,
    tree: values('tree')[0] ?? '',
    parents: values('parent'),
    author: readPerson(values('author')[0] ?? ''),
    committer: readPerson(values('committer')[0] ?? ''),
    message: text.slice(end + 2).replace(/\n$/, ''),
  };
}

function readPerson(line: string): CommitObject['author'] {
  const [, name = '', email = '', seconds = '0'] = /^(.*) <(.*)> (\d+) [+-]\d{4}$/.exec(line) ?? [];
  return { name, email, date: timestamp(new Date(Number(seconds) * 1000)) };
}

function readFields(fields: readonly string[]): CommitObject {
  const [oid = '', tree = '', parents = '', an = '', ae = '', ad = '', cn = '', ce = '', cd = '', message = ''] =
    fields;
  return {
    oid: oid.trim(),
    tree,
    parents: parents === '' ? [] : parents.split(' '),
    author: { name: an, email: ae, date: timestamp(new Date(ad)) },
    committer: { name: cn, email: ce, date: timestamp(new Date(cd)) },
    message: message.replace(/\n$/, ''),
  };
}

/** Writes one commit without a work tree. Does not move a ref. */
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
    else if (typeof content === 'object' && 'mode' in content) chunks.push(...special(path, content));
    else chunks.push(`M 100644 inline ${quotePath(path)}\n`, ...data(content));
  }
  chunks.push(`\nget-mark :1\nreset ${ref}\nfrom ${NO_COMMIT}\n\n`);
  const input = Buffer.concat(chunks.map((chunk) => Buffer.from(chunk)));
  return gitText(directory, ['fast-import', '--quiet'], { input });
}

function special(path: string, { mode, target }: SpecialFile): (string | Buffer)[] {
  if (mode === '160000') return [`M ${mode} ${target} ${quotePath(path)}\n`];
  return [`M ${mode} inline ${quotePath(path)}\n`, ...data(target)];
}

function data(content: string | Buffer): (string | Buffer)[] {
  const bytes = Buffer.from(content);
  return [`data ${bytes.length}\n`, bytes, '\n'];
}

function quotePath(path: string): string {
  return `"${path.replace(/[\\"]/g, '\\$&').replaceAll('\n', '\\n')}"`;
}

/** Moves a ref if it still has the previous value (40 zeros: does not exist). @throws GitError */
export async function swapRef(directory: string, ref: string, next: string, previous: string): Promise<void> {
  await git(directory, ['update-ref', ref, next, previous]);
}
