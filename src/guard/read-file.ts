import { isNode } from 'yaml';
import { tellError, UserError } from '../errors.ts';
import { type KeyPath, parseKeyPath } from '../values/key-path.ts';
import { locate } from '../values/locate.ts';
import { parseValues } from '../values/parse.ts';
import { readValue } from '../values/read.ts';
import type { GuardFinding } from './finding.ts';

export interface Keys {
  readonly tagKey: string;
  readonly repositoryKey: string;
  readonly digestKey: string;
}

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
}

/**
 * What a text of YAML deploys, by these keys.
 * @throws UserError `values-invalid`, `key-path`
 */
function readDeployed(text: string, { tagKey, repositoryKey, digestKey }: Keys): DeployedFile {
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
  return { tag: read(tagKey), repository: read(repositoryKey), digest: read(digestKey) };
}

/** What a values file deploys, or the finding that it cannot be told. `text`: `undefined` where there is no such file. */
export function tryRead(
  path: string,
  text: string | undefined,
  keys: Keys,
): { readonly now: DeployedFile } | { readonly finding: GuardFinding } {
  const at = (message: string) => ({
    finding: { level: 'error' as const, code: 'file-invalid', message, path, line: 1 },
  });
  if (text === undefined)
    return at(`${path} is not there: no deployment finds it. Correct values-files, or put it back.`);
  try {
    return { now: readDeployed(text, keys) };
  } catch (error) {
    if (error instanceof UserError) return at(tellError(error));
    throw error;
  }
}
