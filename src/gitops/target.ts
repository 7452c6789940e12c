import { UserError } from '../errors.ts';
import type { ValuesFile } from '../github/gitops/values-file.ts';
import { isRepository } from '../image-reference.ts';
import { inFile } from '../values/edit-files.ts';
import type { FileEdit } from '../values/edit-list.ts';
import { formatKeyPath, parseKeyPath } from '../values/key-path.ts';
import { parseValues } from '../values/parse.ts';
import { readValue } from '../values/read.ts';
import { rejectEncryptedKeys } from '../values/sops.ts';
import { findOverrides, type Override } from './chart/overrides.ts';
import type { DeploymentRequest, TargetKeys } from './request.ts';

/** What the values file deploys now; `null`: nothing is written there. */
export interface DeployedNow {
  readonly tag: string | null;
  readonly digest: string | null;
}

/**
 * Returns what the values file deploys, after checking that it is this image's file.
 * @throws UserError `wrong-target`, `values-…`
 */
export function readDeployedNow({ text }: ValuesFile, path: string, image: string, keys: TargetKeys): DeployedNow {
  const values = parseValues(text);
  const read = (key: string) => readValue(values, parseKeyPath(key));
  const repository = read(keys.repositoryKey);
  if (repository !== image) {
    throw new UserError(
      'wrong-target',
      `${path} deploys ${describeRepository(repository)} (${keys.repositoryKey}), but this run deploys ${image}: it is not this image’s file.`,
      `Correct values-file or image. If this file is meant to change to ${image}, set ${keys.repositoryKey} there by a commit of its own.`,
    );
  }
  return { tag: read(keys.tagKey) ?? null, digest: read(keys.digestKey) || null };
}

/** A value that is not a repository may be any other value of the file, so it is not shown. */
function describeRepository(value: string | null | undefined): string {
  if (!value) return 'no repository';
  return isRepository(value) ? value : 'something that is not a repository';
}

/**
 * As `readDeployedNow`, and checks that the chart prefers no other value of the file to what a deployment writes there.
 * @throws UserError `wrong-target`, `digest-overrides-tag`, `key-overridden`, `values-…`
 */
export function crossCheckTarget(file: ValuesFile, path: string, image: string, keys: WrittenKeys): DeployedNow {
  const now = readDeployedNow(file, path, image, keys);
  const written = listWritten(keys, path);
  const [override] = findOverrides(parseValues(file.text), image, keys).filter(({ key }) => !written.has(key));
  if (override !== undefined) throw overridden(override, path, keys);
  return now;
}

export interface WrittenKeys extends TargetKeys {
  readonly edits: readonly FileEdit[];
}

/**
 * Checks that every value that a deployment sets can be set without breaking the encryption of its file.
 * @throws UserError `sops-encrypted`, `values-…`
 */
export function rejectEncryptedTargets({ text, others }: ValuesFile, path: string, keys: WrittenKeys): void {
  const { edits, tagKey, digestKey, pinDigest } = keys;
  const ownKeys = [tagKey, ...(pinDigest ? [digestKey] : [])];
  for (const file of [path, ...others.keys()]) {
    const further = edits.filter((edit) => (edit.file ?? path) === file).map(({ key }) => key);
    inFile(file, () =>
      rejectEncryptedKeys(parseValues(others.get(file) ?? text), [...(file === path ? ownKeys : []), ...further]),
    );
  }
}

/** Returns the keys of the values file that every deployment sets to the deployed image, or empties, by its edits. */
function listWritten({ edits }: WrittenKeys, path: string): ReadonlySet<string> {
  const follows = ({ set }: FileEdit) => 'part' in set || set.value === '' || /\{\w+\}/.test(set.value);
  const own = edits.filter((edit) => (edit.file ?? path) === path && follows(edit));
  return new Set(own.map(({ key }) => formatKeyPath(parseKeyPath(key))));
}

function overridden({ key, value, part, over }: Override, path: string, keys: TargetKeys): UserError {
  if (part === 'digest' && !keys.pinDigest) {
    return new UserError(
      'digest-overrides-tag',
      `${path} pins the image by ${key} (${value}), which the chart prefers to the tag: a new tag would change nothing.`,
      `Set pin-digest: true${key === keys.digestKey ? '' : ` and digest-key: ${key}`}, so that every deployment writes the digest with the tag, or empty ${key} in ${path} by a commit of its own.`,
    );
  }
  return new UserError(
    'key-overridden',
    `${path} sets ${key} (${value}), which the chart prefers to ${over}: the deployment would change nothing.`,
    `Set ${part}-key: ${key}, so that deployments write the key that the chart reads, or empty ${key} in ${path} by a commit of its own.`,
  );
}

/** The tag in a values file; `null`: none is written there. */
export function tagOf({ text }: ValuesFile, { tagKey }: Pick<DeploymentRequest, 'tagKey'>): string | null {
  return readValue(parseValues(text), parseKeyPath(tagKey)) ?? null;
}
