import { UserError } from '../errors.ts';
import type { ValuesFile } from '../github/gitops/values-file.ts';
import { isRepository } from '../image-reference.ts';
import { inFile } from '../values/edit-files.ts';
import type { FileEdit } from '../values/edit-list.ts';
import { formatKeyPath, parseKeyPath } from '../values/key-path.ts';
import { parseValues } from '../values/parse.ts';
import { rejectEncryptedKeys } from '../values/sops.ts';
import { findOverrides, type Override } from './chart/overrides.ts';
import { findImages } from './place/find-images.ts';
import { type Layers, readKey, readLayers } from './place/layers.ts';
import { type PlacedKeys, placeTarget } from './place/place-target.ts';
import { type DeployedNow, readDeployed } from './place/read-deployed.ts';
import type { TargetKeys, ValuesTarget } from './request.ts';

/** What the values file deploys now, and the keys that say so. */
export interface DeployedAt extends DeployedNow {
  readonly keys: PlacedKeys;
}

/**
 * Returns what the values file deploys, after checking that it deploys this image.
 * @throws UserError `wrong-target`, `values-…`
 */
export function readDeployedNow(file: ValuesFile, image: string, target: ValuesTarget): DeployedAt {
  const layers = readLayers(file, target);
  const keys = placeTarget(layers, target, image);
  const { repository, registryKey, tag, digest } = readDeployed(layers, keys);
  if (repository === image) return { tag, digest, keys };
  const { location } = target;
  const { repositoryKey } = keys;
  const what = registryKey === undefined ? repositoryKey : `${registryKey} and ${repositoryKey}`;
  throw new UserError(
    'wrong-target',
    `${location.path} deploys ${describeRepository(repository)} (${what}), but this run deploys ${image}.`,
    repository
      ? `Correct values-file or image. To change this file to ${image}, set ${what}${registryKey === undefined ? '' : ', which the chart joins,'} there in a separate commit.`
      : adviseWithoutRepository(layers, keys, image),
  );
}

/** Says how to go on where the repository's key leads to nothing: it may be elsewhere in the file, or in another file. */
function adviseWithoutRepository(layers: Layers, { tagKey, repositoryKey }: PlacedKeys, image: string): string {
  const places = findImages(layers, image).map((keys) => keys.tagKey);
  if (places.length > 0)
    return `The image is at ${places.join(', ')}: set tag-key to one of them, and set the others with the input edits.`;
  const other =
    readKey(layers, tagKey) === undefined
      ? `Correct values-file, or set key-prefix, tag-key and repository-key to where the file has the image.`
      : `If another file sets ${repositoryKey}, name it in base-values-files.`;
  return `${other} Otherwise set ${repositoryKey} to ${image} in a separate commit.`;
}

/** Describes a repository. Hides any other value, because it may be a secret of the file. */
function describeRepository(value: string | null | undefined): string {
  if (!value) return 'no repository';
  return isRepository(value) ? value : 'something that is not a repository';
}

/**
 * Does what `readDeployedNow` does, and checks that no other value of the file overrides the deployment's in the chart.
 * @throws UserError `wrong-target`, `digest-overrides-tag`, `key-overridden`, `values-…`
 */
export function crossCheckTarget(file: ValuesFile, image: string, target: ValuesTarget): DeployedAt {
  const now = readDeployedNow(file, image, target);
  const written = listWritten(target);
  const overrides = findOverrides(readLayers(file, target), image, now.keys);
  const [override] = overrides.filter(({ key }) => !written.has(key));
  if (override === undefined) return now;
  const { code, message, remedy } = describeOverride(override, target.location.path, now.keys);
  throw new UserError(code, message, remedy);
}

/**
 * Checks that every value that a deployment sets can be set without breaking the encryption of its file.
 * @throws UserError `sops-encrypted`, `values-…`
 */
export function rejectEncryptedTargets({ text, others }: ValuesFile, target: ValuesTarget, keys: PlacedKeys): void {
  const { edits, location } = target;
  const { path } = location;
  const ownKeys = listOwnKeys(keys);
  for (const file of new Set([path, ...edits.flatMap((edit) => edit.file ?? [])])) {
    const further = edits.filter((edit) => (edit.file ?? path) === file).map(({ key }) => key);
    inFile(file, () =>
      rejectEncryptedKeys(parseValues(others.get(file) ?? text), [...(file === path ? ownKeys : []), ...further]),
    );
  }
}

/** Returns the keys that a deployment sets without the further edits. */
export function listOwnKeys({ tagKey, digestKey, pinDigest }: TargetKeys): string[] {
  return pinDigest ? [tagKey, digestKey] : [tagKey];
}

/** Returns the keys that the edits of every deployment set to the deployed image, or empty. */
function listWritten({ edits, location }: ValuesTarget): ReadonlySet<string> {
  const follows = ({ set }: FileEdit) => 'part' in set || set.value === '' || /\{\w+\}/.test(set.value);
  const own = edits.filter((edit) => (edit.file ?? location.path) === location.path && follows(edit));
  return new Set(own.map(({ key }) => formatKeyPath(parseKeyPath(key))));
}

/** Why a new tag would change nothing, and what to do. */
export interface OverrideFault {
  readonly code: 'digest-overrides-tag' | 'key-overridden';
  readonly message: string;
  readonly remedy: string;
}

/** Describes a value that overrides, in the chart, one that deployments write. */
export function describeOverride({ key, value, part, over }: Override, path: string, keys: PlacedKeys): OverrideFault {
  if (part === 'digest' && !keys.pinDigest) {
    const isInTag = keys.form !== 'keys';
    const where = isInTag ? 'in the same value' : 'in the chart';
    const remove = isInTag ? `remove the digest from ${key}` : `empty ${key}`;
    return {
      code: 'digest-overrides-tag',
      message: `${path} pins the image with ${key} (${value}), which overrides the tag ${where}: a new tag would change nothing.`,
      remedy: `Set pin-digest: true${key === keys.digestKey ? '' : ` and digest-key: ${key}`}, so that every deployment writes the digest with the tag, or ${remove} in ${path} in a separate commit.`,
    };
  }
  return {
    code: 'key-overridden',
    message: `${path} sets ${key} (${value}), which overrides ${over} in the chart: the deployment would change nothing.`,
    remedy: `Set ${part}-key: ${key}, so that deployments write the key that the chart reads, or empty ${key} in ${path} in a separate commit.`,
  };
}

/** Returns the tag in a values file; `null` if it is empty or missing. */
export function tagOf(file: ValuesFile, target: ValuesTarget, image: string): string | null {
  const layers = readLayers(file, target);
  return readDeployed(layers, placeTarget(layers, target, image)).tag;
}
