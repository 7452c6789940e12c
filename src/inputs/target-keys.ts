import type { TargetKeys } from '../gitops/request.ts';
import { flag, list, optional, required } from '../runner/inputs.ts';
import { joinKeyPaths } from '../values/key-path.ts';

/**
 * Reads the keys of the image, each below `key-prefix`.
 * @throws UserError `input-missing`, `input-boolean`, `invalid-key-path`
 */
export function readTargetKeys(): TargetKeys {
  const prefix = optional('key-prefix') ?? '';
  const key = (name: string) => joinKeyPaths(prefix, required(name));
  return {
    tagKey: key('tag-key'),
    repositoryKey: key('repository-key'),
    digestKey: key('digest-key'),
    pinDigest: flag('pin-digest'),
  };
}

/** Reads the files that Helm reads before the values file, as paths from the root of the repository. */
export function readBaseFiles(): readonly string[] {
  return (list('base-values-files') ?? []).map((path) => path.replace(/^\.?\//, ''));
}
