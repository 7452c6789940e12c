import { createHash } from 'node:crypto';
import { decodeUtf8 } from '../../values/yaml/utf8.ts';
import type { GitHubReader } from '../api/client.ts';
import { GitHubError } from '../api/errors.ts';
import { splitRepository } from '../repository/split-repository.ts';
import { describeSpecial } from './special-file.ts';
import type { FileRevision, ValuesFile, ValuesFileLocation } from './values-file.ts';
import { valuesFileQuery } from './values-query.ts';

export interface ReadOptions {
  /** The number of commits of each history; default: 1. */
  readonly depth?: number;
  /** Other files of the same head. */
  readonly others?: readonly string[];
}

interface Target {
  readonly oid: string;
  readonly message: string;
  readonly file: TreeEntry | null;
  readonly hold: { readonly object: Blob | null } | null;
  readonly history: { readonly nodes: readonly FileRevision[] };
  readonly branchHistory: { readonly nodes: readonly { readonly oid: string }[] };
  readonly [other: `other${number}`]: TreeEntry | null | undefined;
}

interface TreeEntry {
  readonly oid: string;
  readonly mode: number;
  readonly object: Blob | null;
}

interface Blob {
  readonly text?: string | null;
}

interface ValuesFileResponse {
  readonly repository: { readonly ref?: Ref | null; readonly defaultBranchRef?: Ref | null };
}

interface Ref {
  readonly name: string;
  readonly target: Target;
}

/**
 * Reads branch head, file, hold file and other files in one GraphQL query, byte for byte.
 * @throws GitHubError, among them `branch-missing` and `file-missing`; UserError `values-not-utf8`
 */
export async function readValuesFile(
  github: GitHubReader,
  location: ValuesFileLocation,
  { depth = 1, others = [] }: ReadOptions = {},
): Promise<ValuesFile> {
  const { repository, branch, path } = location;
  const { owner, name } = splitRepository(repository);
  const startedAt = performance.now();
  const variables = {
    ...Object.fromEntries(others.map((other, index) => [`other${index}`, other])),
    ...(branch === undefined ? {} : { ref: `refs/heads/${branch}` }),
  };
  const query = valuesFileQuery(branch !== undefined, others.length);
  const answer = await github.query<ValuesFileResponse>(query, {
    owner,
    name,
    path,
    hold: `${path}.hold`,
    depth,
    ...variables,
  });
  const ref = answer.repository.ref ?? answer.repository.defaultBranchRef;
  if (ref === null || ref === undefined) throw noBranch(location);
  const { oid: head, hold, history, branchHistory } = ref.target;
  const read = async (file: string, entry: TreeEntry | null | undefined): Promise<[string, string]> => [
    file,
    await readText(github, { ...location, path: file }, ref.name, entry),
  ];
  const [[, text], ...texts] = await Promise.all([
    read(path, ref.target.file),
    ...others.map((other, index) => read(other, ref.target[`other${index}`])),
  ]);
  return {
    branch: ref.name,
    head,
    text,
    hold: hold === null ? undefined : (hold.object?.text ?? ''),
    headMessage: ref.target.message,
    history: history.nodes,
    branchHistory: branchHistory.nodes.map(({ oid }) => oid),
    others: new Map(texts),
    readMs: performance.now() - startedAt,
  };
}

async function readText(
  github: GitHubReader,
  location: ValuesFileLocation,
  branch: string,
  entry: TreeEntry | null | undefined,
): Promise<string> {
  if (entry === null || entry === undefined) throw noFile(location, branch);
  const text = entry.object?.text;
  const special = describeSpecial(entry.mode, text ?? undefined);
  if (special !== undefined)
    throw new GitHubError('not-a-file', `${location.path} in ${location.repository} is ${special}.`);
  if (text === undefined) throw noFile(location, branch);
  return isWhole(text, entry.oid) ? text : readBlob(github, location.repository, entry.oid);
}

/** Checks a text against the blob's id, because GraphQL truncates long texts and may change unusual ones. */
function isWhole(text: string | null | undefined, oid: string): text is string {
  if (typeof text !== 'string') return false;
  const bytes = Buffer.from(text);
  const hash = createHash(oid.length === 40 ? 'sha1' : 'sha256');
  return hash.update(`blob ${bytes.length}\0`).update(bytes).digest('hex') === oid;
}

async function readBlob(github: GitHubReader, repository: string, oid: string): Promise<string> {
  const { owner, name: repo } = splitRepository(repository);
  const blob = await github.get<{ content: string }>('GET /repos/{owner}/{repo}/git/blobs/{file_sha}', {
    owner,
    repo,
    file_sha: oid,
  });
  return decodeUtf8(Buffer.from(blob.content, 'base64'));
}

function noBranch({ repository, branch }: ValuesFileLocation): GitHubError {
  const problem = branch === undefined ? 'has no commit yet' : `has no branch ${branch}`;
  return new GitHubError('branch-missing', `The GitOps repository ${repository} ${problem}.`);
}

function noFile({ repository, path }: ValuesFileLocation, branch: string): GitHubError {
  return new GitHubError('file-missing', `The file ${path} does not exist on ${branch} of ${repository}.`);
}
