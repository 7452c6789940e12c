import type { ValuesFile } from '../../github/gitops/values-file.ts';
import { parseKeyPath } from '../../values/key-path.ts';
import { readValue } from '../../values/read.ts';
import type { Values } from '../../values/yaml/values.ts';
import type { ValuesTarget } from '../request.ts';
import { parseFile } from './parse-file.ts';

/** A values file, and the files that Helm reads before it: the values file is the first, and wins. */
export interface Layer {
  readonly file: string;
  readonly values: Values;
}

export type Layers = readonly [own: Layer, ...bases: Layer[]];

/**
 * Parses the values file and its base files.
 * @throws UserError `values-invalid`
 */
export function readLayers({ text, others }: ValuesFile, target: Pick<ValuesTarget, 'location' | 'baseFiles'>): Layers {
  const bases = target.baseFiles.toReversed();
  return [
    { file: target.location.path, values: parseFile(target.location.path, text) },
    ...bases.map((file) => ({ file, values: parseFile(file, others.get(file) ?? '') })),
  ];
}

/** Returns the value of a key in the first file that has it, as `readValue` does. */
export function readKey(layers: Layers, key: string): string | null | undefined {
  const path = parseKeyPath(key);
  for (const { values } of layers) {
    const value = readValue(values, path);
    if (value !== undefined) return value;
  }
  return undefined;
}
