import { UserError } from '../../errors.ts';
import type { GitHubReader } from '../../github/api/client.ts';
import { listFiles, readWholeTexts } from '../../github/repository/files.ts';
import { parseKeyPath } from '../../values/key-path.ts';
import { parseValues } from '../../values/parse.ts';
import { readValue } from '../../values/read.ts';

export interface ValuesFileNow {
  readonly path: string;
  /** `null`: it sets no tag, or more than one. */
  readonly tag: string | null;
  /** Text of its hold file. */
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
  /** A values file with any name. */
  readonly path: string;
}

/** 40 calls. In a repository with more YAML files, most are not values files. */
const MAX_FILES = 2_000;
/** A tag that ends with a commit, as deployments write it. */
const TAG_OF_COMMIT = /[\w.-]*\b[0-9a-f]{40}\b/g;

/** Returns the values files of a commit: YAML that sets the tag key, or contains the tag of a commit. */
export async function findValuesFiles(
  gitops: GitHubReader,
  { repository, head, tagKey, path: own }: TagSearch,
): Promise<Found> {
  const { paths, truncated } = await listFiles(gitops, repository, head);
  const yaml = paths.filter((path) => /\.ya?ml$/.test(path) || path === own);
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
    warnings: isCut ? [`${repository} has too many files to read all of them.`] : [],
  };
}

/** Returns `undefined` if it is not a values file. */
function readTag(text: string, tagKey: string): string | null | undefined {
  const written = [...new Set(text.match(TAG_OF_COMMIT))];
  const tag = onlyTag(readAtKey(text, tagKey));
  if (tag !== undefined || written.length === 0) return tag;
  return written.length === 1 ? written[0] : null;
}

/** Returns the tag in a whole image reference, or before a digest; any other value as it is. */
function onlyTag(value: string | null | undefined): string | null | undefined {
  return value && /[/@]/.test(value) ? (value.match(TAG_OF_COMMIT)?.[0] ?? null) : value;
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
