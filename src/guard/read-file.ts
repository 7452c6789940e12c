import { isNode } from 'yaml';
import { UserError } from '../errors.ts';
import { findOverrides, type Override } from '../gitops/chart/overrides.ts';
import type { TargetKeys } from '../gitops/request.ts';
import { listOwnKeys } from '../gitops/target.ts';
import { formatError } from '../runner/translate/translate.ts';
import { type KeyPath, parseKeyPath } from '../values/key-path.ts';
import { locate } from '../values/locate.ts';
import { parseValues, type Values } from '../values/parse.ts';
import { readValue } from '../values/read.ts';
import { rejectEncryptedKeys } from '../values/sops.ts';
import type { GuardFinding } from './finding.ts';

export type Keys = TargetKeys;

/** A value and its line; `null`: no value. */
export interface Written {
  readonly value: string | null;
  readonly line: number;
}

/** The deployed image in a values file. */
export interface DeployedFile {
  readonly tag: Written;
  readonly repository: Written;
  readonly digest: Written;
  /** Values that the chart prefers, so that deployments have no effect. */
  readonly overrides: readonly (Override & { readonly line: number })[];
  /** The error of a deployment that cannot set these keys because SOPS encrypts them. */
  readonly encrypted: string | undefined;
}

/**
 * Reads the deployed image from YAML text, by these keys.
 * @throws UserError `values-invalid`, `invalid-key-path`
 */
function readDeployed(text: string, keys: Keys): DeployedFile {
  const values = parseValues(text);
  const read = (key: string): Written => {
    const path = parseKeyPath(key);
    return { value: readValue(values, path) || null, line: lineOf(path) };
  };
  const lineOf = (path: KeyPath): number => {
    try {
      const { scalar, pair } = locate(values, path);
      const key = pair?.key;
      const { range } = isNode(key) ? key : scalar;
      const [start = 0] = range ?? [];
      return Number(values.position(start).split(':')[0]);
    } catch (error) {
      if (error instanceof UserError) return 1;
      throw error;
    }
  };
  const [tag, repository] = [read(keys.tagKey), read(keys.repositoryKey)];
  const overrides = findOverrides(values, repository.value ?? '', keys)
    .filter(({ part, value }) => part !== 'tag' || value !== tag.value)
    .map((override) => ({ ...override, line: lineOf(parseKeyPath(override.key)) }));
  return { tag, repository, digest: read(keys.digestKey), overrides, encrypted: describeEncrypted(values, keys) };
}

function describeEncrypted(values: Values, keys: Keys): string | undefined {
  try {
    rejectEncryptedKeys(values, listOwnKeys(keys));
    return undefined;
  } catch (error) {
    if (error instanceof UserError) return formatError(error);
    throw error;
  }
}

/** Returns the deployed image of a values file, or the finding that it cannot be read. `text`: `undefined` for a missing file. */
export function tryRead(
  path: string,
  text: string | undefined,
  keys: Keys,
): { readonly now: DeployedFile } | { readonly finding: GuardFinding } {
  const at = (message: string): { readonly finding: GuardFinding } => ({
    finding: { level: 'error', code: 'file-invalid', message, location: { file: path, line: 1 } },
  });
  if (text === undefined)
    return at(`${path} does not exist, so deployments cannot find it. Correct values-files, or restore the file.`);
  try {
    return { now: readDeployed(text, keys) };
  } catch (error) {
    if (error instanceof UserError) return at(formatError(error));
    throw error;
  }
}
