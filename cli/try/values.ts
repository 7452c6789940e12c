import { parseDocument } from 'yaml';
import { TEAM_VALUES } from '../../sandbox/stage/values.ts';
import { UserError } from '../../src/errors.ts';
import { findImages } from '../../src/gitops/place/find-images.ts';
import { keysBeside } from '../../src/gitops/place/keys-beside.ts';
import { readKey } from '../../src/gitops/place/layers.ts';
import { parseFile } from '../../src/gitops/place/parse-file.ts';
import { DEFAULT_KEYS } from '../../src/gitops/place/place-target.ts';
import { splitRepositoryName } from '../../src/image-reference.ts';
import { editValues } from '../../src/values/edit.ts';
import { parseKeyPath } from '../../src/values/key-path.ts';
import { UsageError } from '../failure.ts';
import { findTagKeys } from '../repository/values-files.ts';
import type { ValuesText } from './options.ts';

/** A registry that needs no name of a person: the stand-in answers for it. */
const REGISTRY = '123456789012.dkr.ecr.eu-west-1.amazonaws.com';
/** Stock images, which no team deploys its DAGs with. */
const STOCK = /^(?:docker\.io\/)?(?:apache\/airflow|library\/.*|quay\.io\/astronomer\/.*)$/;

const EXAMPLE: ValuesText = { path: 'applications/production-values/airflow-values.yaml', text: TEAM_VALUES };

/** The values file as it is before the first deployment. */
export interface PreparedValues extends ValuesText {
  /** Registry and repository. */
  readonly image: string;
  /** The inputs that the keys of the file need. */
  readonly inputs: Readonly<Record<string, string>>;
  /** What the user has to change in the file. */
  readonly notes: readonly string[];
  readonly isExample: boolean;
}

/**
 * Sets image and tag in a values file, so that the commit is deployed now.
 * @param name the name of an image that the file does not name
 * @throws UsageError if the file cannot be edited
 */
export function prepareValues(given: ValuesText | undefined, name: string, tag: string): PreparedValues {
  const { path, text } = given ?? EXAMPLE;
  const { tagKey, repositoryKey, written } = readKeys(path, text);
  const own = isOwn(written) ? written : undefined;
  const image = own ?? `${REGISTRY}/${name}`;
  const edits = [...(own === undefined ? [{ path: repositoryKey, value: image }] : []), { path: tagKey, value: tag }];
  const edited = edit(path, written === undefined ? addKey(text, repositoryKey) : text, edits);
  const found = findImages([{ file: path, values: parseFile(path, edited) }], image);
  const isFound = tagKey === DEFAULT_KEYS.tagKey || (found.length === 1 && found[0]?.tagKey === tagKey);
  const note = `Set ${repositoryKey} to the name of your image.${written ? ` It is ${written}.` : ''}`;
  return {
    path,
    text: edited,
    image,
    inputs: isFound ? {} : { 'tag-key': tagKey },
    notes: own !== undefined || given === undefined ? [] : [note],
    isExample: given === undefined,
  };
}

/** Returns the keys of the image, and the repository that is written; `undefined` if the file has no such key. */
function readKeys(path: string, text: string) {
  const layers = [{ file: path, values: parseFile(path, text) }] as const;
  const keys = findTagKeys(path, text);
  const tagKey = keys.includes(DEFAULT_KEYS.tagKey) ? DEFAULT_KEYS.tagKey : (keys[0] ?? DEFAULT_KEYS.tagKey);
  const { repositoryKey } = keysBeside(layers, tagKey);
  return { tagKey, repositoryKey, written: readKey(layers, repositoryKey) };
}

/** Returns whether a repository is the team's own. */
function isOwn(repository: string | null | undefined): repository is string {
  return Boolean(repository) && !STOCK.test(repository ?? '') && splitRepositoryName(repository ?? '') !== undefined;
}

/** Adds an empty key, as a person has to do: a deployment never adds keys. */
function addKey(text: string, key: string): string {
  const document = parseDocument(text);
  document.setIn(parseKeyPath(key), null);
  return document.toString({ lineWidth: 0 });
}

function edit(path: string, text: string, edits: Parameters<typeof editValues>[1]): string {
  try {
    return editValues(text, edits).text;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new UsageError(`${path} cannot be deployed to: ${error.message} ${error.remedy}`);
  }
}
