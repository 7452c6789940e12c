import { UserError } from '../errors.ts';
import type { ValuesFile } from '../github/values-file.ts';
import { parseKeyPath } from '../values/key-path.ts';
import { parseValues } from '../values/parse.ts';
import { readValue } from '../values/read.ts';

export interface TargetKeys {
  readonly tagKey: string;
  readonly repositoryKey: string;
  readonly digestKey: string;
  /** Whether the digest is written beside the tag. */
  readonly pinDigest: boolean;
}

/** What the values file deploys now; `null`: nothing is written there. */
export interface DeployedNow {
  readonly tag: string | null;
  readonly digest: string | null;
}

/**
 * What the values file deploys, once it is sure that the file is the right one: its repository is the image's, and no
 * digest hides the tag.
 * @throws UserError `wrong-target`, `digest-hides-tag`, `values-…`
 */
export function crossCheck({ text }: ValuesFile, path: string, image: string, keys: TargetKeys): DeployedNow {
  const values = parseValues(text);
  const read = (key: string) => readValue(values, parseKeyPath(key));
  const repository = read(keys.repositoryKey);
  if (repository !== image) {
    throw new UserError(
      'wrong-target',
      `${path} deploys ${repository ?? 'no repository'} (${keys.repositoryKey}), but this run deploys ${image}: it is not this image’s file.`,
      `Correct values-file or image. If this file is meant to change to ${image}, set ${keys.repositoryKey} there by a commit of its own.`,
    );
  }
  const digest = read(keys.digestKey) || null;
  if (digest !== null && !keys.pinDigest) {
    throw new UserError(
      'digest-hides-tag',
      `${path} pins the image by ${keys.digestKey} (${digest}), which the chart prefers to the tag: a new tag would change nothing.`,
      `Set pin-digest: true, so that every deployment writes the digest with the tag, or empty ${keys.digestKey} in ${path} by a commit of its own.`,
    );
  }
  return { tag: read(keys.tagKey) ?? null, digest };
}
