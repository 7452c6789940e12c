import { UserError } from '../../errors.ts';
import type { GitHub } from '../../github/api/client.ts';
import { listFiles, readWholeTexts } from '../../github/repository/files.ts';
import { parseKeyPath } from '../../values/key-path.ts';
import { parseValues } from '../../values/parse.ts';
import { readValue } from '../../values/read.ts';

export interface ValuesFileNow {
  readonly path: string;
  /** `null`: it sets none that can be told. */
  readonly tag: string | null;
  /** The text of the hold file beside it. */
  readonly hold: string | undefined;
}

export interface Found {
  readonly files: readonly ValuesFileNow[];
  readonly warnings: readonly string[];
}

interface TagSearch {
  readonly repository: string;
  readonly head: string;
  readonly tagKey: string;
}

/** 40 calls; a repository with more has something else in most of them. */
const MAX_FILES = 2_000;
/** A commit as the end of a tag, as deployments write it. */
const TAG_OF_COMMIT = /[\w.-]*\b[0-9a-f]{40}\b/g;

/** The files of a commit that are values files: YAML that sets the tag's key, or that has the tag of a commit elsewhere. */
export async function findValuesFiles(gitops: GitHub, { repository, head, tagKey }: TagSearch): Promise<Found> {
  const { paths, truncated } = await listFiles(gitops, repository, head);
  const yaml = paths.filter((path) => /\.ya?ml$/.test(path));
  const some = yaml.slice(0, MAX_FILES);
  const all = new Set(paths);
  const holds = some.map((path) => `${path}.hold`).filter((path) => all.has(path));
  const texts = await readWholeTexts(gitops, repository, head, [...some, ...holds]);
  const isCut = truncated || yaml.length > MAX_FILES;
  return {
    files: some.flatMap((path) => {
      const tag = readTag(texts.get(path) ?? '', tagKey);
      return tag === undefined ? [] : [{ path, tag, hold: texts.get(`${path}.hold`) }];
    }),
    warnings: isCut ? [`${repository} has so many files that not all of them were looked at.`] : [],
  };
}

/** `undefined`: it is no values file. */
function readTag(text: string, tagKey: string): string | null | undefined {
  const written = [...new Set(text.match(TAG_OF_COMMIT))];
  const tag = readAtKey(text, tagKey);
  if (tag !== undefined || written.length === 0) return tag;
  return written.length === 1 ? written[0] : null;
}

function readAtKey(text: string, tagKey: string): string | null | undefined {
  const path = parseKeyPath(tagKey);
  if (!text.includes(String(path.at(-1)))) return undefined;
  try {
    return readValue(parseValues(text), path);
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}
