import { readFile } from 'node:fs/promises';
import { basename, join, relative, resolve } from 'node:path';
import { type Asker, openTerminal } from '../ask.ts';
import { chooseOne } from '../choose.ts';
import { UsageError } from '../failure.ts';
import { findDagFolders } from '../repository/dag-folders.ts';
import { findContext, findDockerfiles } from '../repository/dockerfiles.ts';
import { listFiles, type RepositoryFiles } from '../repository/files.ts';
import { findTagKeys, findValuesFiles } from '../repository/values-files.ts';
import type { TryOptions, ValuesText } from './options.ts';

/** The flags as they are given. */
export interface TryFlags {
  readonly repo: string;
  readonly file?: string;
  readonly context?: string;
  readonly target?: string;
  readonly buildArg?: readonly string[];
  readonly dags?: string;
  readonly values?: string;
}

/** The folder of the DAGs in a repository that has none. */
const NEW_DAGS = 'dags';

/**
 * Finds what the flags do not name, and asks for what is not clear.
 * @throws UsageError
 */
export async function readTryOptions(flags: TryFlags): Promise<TryOptions> {
  const { ask, close } = openTerminal();
  return readOptions(flags, ask).finally(close);
}

async function readOptions(flags: TryFlags, ask: Asker): Promise<TryOptions> {
  const files = await listFiles(resolve(flags.repo));
  if (files.paths.length === 0) throw new UsageError(`${files.directory} has no files. Set --repo to your repository.`);
  for (const pair of flags.buildArg ?? [])
    if (!/^\w+=/.test(pair)) throw new UsageError(`--build-arg ${pair} is not NAME=value.`);
  const dockerfile = await pickDockerfile(files, flags.file, ask);
  const [dags] = flags.dags === undefined ? await findDagFolders(files) : [inside(files, flags.dags)];
  const context = flags.context ?? (dockerfile === undefined ? '.' : await findContext(files, dockerfile));
  return {
    files,
    dockerfile,
    context,
    target: flags.target,
    buildArgs: flags.buildArg ?? [],
    dags: dags ?? NEW_DAGS,
    hasDags: dags !== undefined,
    values: await pickValues(files, flags.values, ask),
  };
}

async function pickDockerfile(
  files: RepositoryFiles,
  given: string | undefined,
  ask: Asker,
): Promise<string | undefined> {
  const candidates = await findDockerfiles(files);
  if (given === undefined) return chooseOne({ what: 'Dockerfiles', flag: '--file', candidates }, ask);
  const path = inside(files, given);
  if (files.paths.includes(path)) return path;
  const known = candidates.length === 0 ? '' : ` It has ${candidates.join(', ')}.`;
  throw new UsageError(`The repository has no file ${path}. Correct --file.${known}`);
}

async function pickValues(
  files: RepositoryFiles,
  given: string | undefined,
  ask: Asker,
): Promise<ValuesText | undefined> {
  if (given !== undefined) return readGiven(files, given);
  const candidates = await findValuesFiles(files);
  const path = await chooseOne({ what: 'values files with an image of Airflow', flag: '--values', candidates }, ask);
  return path === undefined ? undefined : { path, text: await readFile(join(files.directory, path), 'utf8') };
}

/** A values file may be outside of the repository, in a clone of the GitOps repository. */
async function readGiven({ directory }: RepositoryFiles, given: string): Promise<ValuesText> {
  const place = resolve(given);
  const text = await readFile(place, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`${given} cannot be read (${error.code}). Correct --values.`);
  });
  const path = relative(directory, place);
  const name = path.startsWith('..') ? basename(place) : path;
  if (findTagKeys(name, text).length > 0) return { path: name, text };
  throw new UsageError(
    `${given} has no key of an Airflow chart’s image, such as images.airflow.tag. Set --values to the values file of your Airflow, or add that key.`,
  );
}

function inside({ directory }: RepositoryFiles, path: string): string {
  return relative(directory, resolve(directory, path));
}
