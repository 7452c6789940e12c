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

/** A value and its line; `null`: nothing is written there. */
export interface Written {
  readonly value: string | null;
  readonly line: number;
}

/** What a values file deploys. */
export interface DeployedFile {
  readonly tag: Written;
  readonly repository: Written;
  readonly digest: Written;
  /** The values that the chart prefers to those, so that deployments change nothing. */
  readonly overrides: readonly (Override & { readonly line: number })[];
  /** Why deployments refuse to set these keys, in sentences. */
  readonly encrypted: string | undefined;
}

/**
 * What a text of YAML deploys, by these keys.
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

/** What a values file deploys, or the finding that it cannot be told. `text`: `undefined` where there is no such file. */
export function tryRead(
  path: string,
  text: string | undefined,
  keys: Keys,
): { readonly now: DeployedFile } | { readonly finding: GuardFinding } {
  const at = (message: string): { readonly finding: GuardFinding } => ({
    finding: { level: 'error', code: 'file-invalid', message, location: { file: path, line: 1 } },
  });
  if (text === undefined)
    return at(`${path} is not there: no deployment finds it. Correct values-files, or put it back.`);
  try {
    return { now: readDeployed(text, keys) };
  } catch (error) {
    if (error instanceof UserError) return at(formatError(error));
    throw error;
  }
}
