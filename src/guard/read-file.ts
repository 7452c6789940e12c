import { UserError } from '../errors.ts';
import { type KeyPath, parseKeyPath } from '../values/key-path.ts';
import { locate } from '../values/locate.ts';
import { parseValues } from '../values/parse.ts';
import { readValue } from '../values/read.ts';

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

/** @throws UserError `values-invalid` */
export function readDeployed(text: string, { tagKey, repositoryKey, digestKey }: Keys): DeployedFile {
  const values = parseValues(text);
  const read = (key: string): Written => {
    const path = parseKeyPath(key);
    return { value: readValue(values, path) || null, line: lineOf(path) };
  };
  const lineOf = (path: KeyPath): number => {
    try {
      const { scalar, pair } = locate(values, path);
      const [start = 0] = ((pair?.key as { range?: readonly number[] })?.range ??
        scalar.range ??
        []) as readonly number[];
      return Number(values.position(start).split(':')[0]);
    } catch (error) {
      if (error instanceof UserError) return 1;
      throw error;
    }
  };
  return { tag: read(tagKey), repository: read(repositoryKey), digest: read(digestKey) };
}
