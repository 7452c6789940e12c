import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

/** A file with `uses:` lines: its repository, as `owner/name@ref`, and the folder of that repository. */
export interface Place {
  readonly name: string;
  readonly folder: string;
}

/** A run of a workflow, with the files of the repositories that it reaches. */
export interface ReachableFiles {
  /** The repository whose workflow runs. `./` is a path in it, also in a called workflow. */
  readonly caller: Place;
  /** Other repositories, as `owner/name@ref` → folder. An action of another one has no nested actions here. */
  readonly repositories: Readonly<Record<string, string>>;
}

/** What a `uses:` line names. */
export interface Used {
  /** `owner/name/path@ref`; `undefined` for a path in the repository itself. */
  readonly remote: string | undefined;
  /** `undefined` if the files of the repository are not here. */
  readonly place: Place | undefined;
  readonly path: string;
}

interface Steps {
  readonly steps?: readonly { readonly uses?: string }[];
}

interface Workflow {
  readonly jobs: Readonly<Record<string, Steps & { readonly uses?: string }>>;
}

/**
 * Finds what a `uses:` line of a place names.
 * @throws Error for an image: GitHub does not document whether the setting covers images
 */
export function findUsed(uses: string, place: Place, { caller, repositories }: ReachableFiles): Used {
  if (uses.startsWith('docker://')) throw new Error(`This model of GitHub knows no images: ${uses}`);
  if (uses.startsWith('./')) return { remote: undefined, place: caller, path: uses.slice(2) };
  if (uses.startsWith('$/')) return { remote: undefined, place, path: uses.slice(2) };
  const [, repository = '', path = '', ref = ''] = /^([^/@]+\/[^/@]+)\/?([^@]*)@(.+)$/.exec(uses) ?? [];
  const name = `${repository}@${ref}`;
  const folder = repositories[name];
  return { remote: uses, place: folder === undefined ? undefined : { name, folder }, path };
}

/** Returns the steps of each job of a workflow and of the workflows that it calls, with the place of their text. */
export function readJobs(text: string, place: Place, files: ReachableFiles): { uses: string[]; place: Place }[] {
  return Object.values((parse(text) as Workflow).jobs).flatMap((job) => {
    if (job.uses === undefined) return [{ uses: usesOf(job), place }];
    const called = findUsed(job.uses, place, files);
    if (called.place === undefined) throw new Error(`The files of ${job.uses} are not here.`);
    return readJobs(readFileSync(join(called.place.folder, called.path), 'utf8'), called.place, files);
  });
}

/**
 * Returns the `uses:` lines of a composite action; none for an action of another kind, for one of a repository whose
 * files are not here, and for one in the caller's repository that a step still has to write.
 */
export function readNested({ place, path }: Used, { caller }: ReachableFiles): string[] {
  if (place === undefined) return [];
  const found = ['action.yml', 'action.yaml'].map((name) => join(place.folder, path, name)).find(existsSync);
  if (found === undefined && place === caller) return [];
  if (found === undefined) throw new Error(`${place.name} has no action in ${path || 'its root'}`);
  return usesOf((parse(readFileSync(found, 'utf8')) as { readonly runs: Steps }).runs);
}

function usesOf({ steps = [] }: Steps): string[] {
  return steps.flatMap(({ uses }) => uses ?? []);
}
