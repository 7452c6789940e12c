import { parseDocument } from 'yaml';
import { git as runGit } from '../github/git.ts';

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
  /** Helm parameters of the Application, which override the values file: name → value. */
  readonly parameters?: Readonly<Record<string, string>>;
}

export interface Desired {
  readonly revision: string;
  /** The values file's text, and the parameters that override it. */
  readonly values: string;
  readonly image: string;
}

/** Reads the branch's head for an application. @throws Error if the branch, the file or a key is missing, or the file is not YAML */
export async function readDesired(application: string, source: Source): Promise<Desired> {
  const { repository, branch, valuesFile } = source;
  const git = async (...parameters: string[]) => String(await runGit(repository, parameters));
  const revision = (await git('rev-parse', '--verify', `refs/heads/${branch}^{commit}`)).trim();
  const values = await git('cat-file', 'blob', `${revision}:${valuesFile}`);
  const names = ['.argocd-source.yaml', `.argocd-source-${application}.yaml`];
  const files = names.map((name) => git('cat-file', 'blob', `${revision}:${name}`).catch(() => ''));
  const parameters = { ...source.parameters, ...parametersIn(await Promise.all(files)) };
  const rendered = Object.keys(parameters).length === 0 ? values : `${values}${JSON.stringify(parameters)}`;
  return { revision, values: rendered, image: imageOf(values, parameters, source) };
}

/** Returns the Helm parameters of the files that Argo CD merges into the source of an application. */
function parametersIn(files: readonly string[]): Record<string, string> {
  const lists = files.map((text) => parseDocument(text).toJS()?.helm?.parameters ?? []);
  return Object.fromEntries(lists.flat().map(({ name, value }: { name: string; value: string }) => [name, value]));
}

/** Returns the image as the chart does: with the digest if set, otherwise with the tag. */
function imageOf(values: string, parameters: Readonly<Record<string, string>>, source: Source): string {
  const {
    repositoryKey = 'images.airflow.repository',
    tagKey = 'images.airflow.tag',
    digestKey = 'images.airflow.digest',
  } = source;
  const document = parseDocument(values);
  const [error] = document.errors;
  if (error !== undefined) throw error;
  const [name, tag, digest] = [repositoryKey, tagKey, digestKey].map(
    (key) => parameters[key] ?? document.getIn(key.split('.')) ?? '',
  );
  if (name === '' || (tag === '' && digest === '')) {
    throw new Error(`${source.valuesFile} has no value at ${repositoryKey} and ${tagKey}`);
  }
  return digest === '' ? `${name}:${tag}` : `${name}@${digest}`;
}
