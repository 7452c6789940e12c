import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { parseDocument } from 'yaml';

const run = promisify(execFile);

/** The source of an application: a values file on a branch of a git repository. */
export interface Source {
  /** A bare repository on disk. */
  readonly repository: string;
  readonly branch: string;
  readonly valuesFile: string;
  /** Dotted paths. Default: `images.airflow.repository`, `.tag` and `.digest`. */
  readonly repositoryKey?: string;
  readonly tagKey?: string;
  readonly digestKey?: string;
}

export interface Desired {
  readonly revision: string;
  /** The values file's text. */
  readonly values: string;
  readonly image: string;
}

/** Reads the branch's head. @throws Error if the branch, the file or a key is missing, or the file is not YAML */
export async function readDesired(source: Source): Promise<Desired> {
  const { repository, branch, valuesFile } = source;
  const git = async (...parameters: string[]) => {
    const { stdout } = await run('git', ['-C', repository, ...parameters], { maxBuffer: 64 * 1024 * 1024 });
    return stdout;
  };
  const revision = (await git('rev-parse', '--verify', `refs/heads/${branch}^{commit}`)).trim();
  const values = await git('cat-file', 'blob', `${revision}:${valuesFile}`);
  return { revision, values, image: imageOf(values, source) };
}

/** Returns the image as the chart does: with the digest if set, otherwise with the tag. */
function imageOf(values: string, source: Source): string {
  const {
    repositoryKey = 'images.airflow.repository',
    tagKey = 'images.airflow.tag',
    digestKey = 'images.airflow.digest',
  } = source;
  const document = parseDocument(values);
  const [error] = document.errors;
  if (error !== undefined) throw error;
  const [name, tag, digest] = [repositoryKey, tagKey, digestKey].map((key) => document.getIn(key.split('.')) ?? '');
  if (name === '' || (tag === '' && digest === '')) {
    throw new Error(`${source.valuesFile} has no value at ${repositoryKey} and ${tagKey}`);
  }
  return digest === '' ? `${name}:${tag}` : `${name}@${digest}`;
}
