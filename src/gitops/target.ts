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
import type { TargetKeys, ValuesTarget } from './request.ts';

/** What the values file deploys now; `null`: the value is empty or missing. */
export interface DeployedNow {
  readonly tag: string | null;
  readonly digest: string | null;
}

/**
 * Returns what the values file deploys, after checking that it deploys this image.
 * @throws UserError `wrong-target`, `values-…`
 */
export function readDeployedNow({ text }: ValuesFile, image: string, target: ValuesTarget): DeployedNow {
  const { location, repositoryKey, tagKey, digestKey } = target;
  const values = parseValues(text);
  const read = (key: string) => readValue(values, parseKeyPath(key));
  const repository = read(repositoryKey);
  if (repository !== image) {
    throw new UserError(
      'wrong-target',
      `${location.path} deploys ${describeRepository(repository)} (${repositoryKey}), but this run deploys ${image}.`,
      `Correct values-file or image. To change this file to ${image}, set ${repositoryKey} there in a separate commit.`,
    );
  }
  return { tag: read(tagKey) ?? null, digest: read(digestKey) || null };
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
export function crossCheckTarget(file: ValuesFile, image: string, target: ValuesTarget): DeployedNow {
  const now = readDeployedNow(file, image, target);
  const written = listWritten(target);
  const [override] = findOverrides(parseValues(file.text), image, target).filter(({ key }) => !written.has(key));
  if (override === undefined) return now;
  const { code, message, remedy } = describeOverride(override, target.location.path, target);
  throw new UserError(code, message, remedy);
}

/**
 * Checks that every value that a deployment sets can be set without breaking the encryption of its file.
 * @throws UserError `sops-encrypted`, `values-…`
 */
export function rejectEncryptedTargets({ text, others }: ValuesFile, target: ValuesTarget): void {
  const { edits, location } = target;
  const { path } = location;
  const ownKeys = listOwnKeys(target);
  for (const file of [path, ...others.keys()]) {
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
export function describeOverride({ key, value, part, over }: Override, path: string, keys: TargetKeys): OverrideFault {
  if (part === 'digest' && !keys.pinDigest) {
    return {
      code: 'digest-overrides-tag',
      message: `${path} pins the image with ${key} (${value}), which overrides the tag in the chart: a new tag would change nothing.`,
      remedy: `Set pin-digest: true${key === keys.digestKey ? '' : ` and digest-key: ${key}`}, so that every deployment writes the digest with the tag, or empty ${key} in ${path} in a separate commit.`,
    };
  }
  return {
    code: 'key-overridden',
    message: `${path} sets ${key} (${value}), which overrides ${over} in the chart: the deployment would change nothing.`,
    remedy: `Set ${part}-key: ${key}, so that deployments write the key that the chart reads, or empty ${key} in ${path} in a separate commit.`,
  };
}

/** Returns the tag in a values file; `null` if it is empty or missing. */
export function tagOf({ text }: ValuesFile, { tagKey }: Pick<TargetKeys, 'tagKey'>): string | null {
  return readValue(parseValues(text), parseKeyPath(tagKey)) ?? null;
}
