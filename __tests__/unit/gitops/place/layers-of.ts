import type { Layer, Layers } from '../../../../src/gitops/place/layers.ts';
import { parseValues } from '../../../../src/values/parse.ts';

/** Parses a values file and its base files, of which the last one wins. */
export function layersOf(text: string, ...bases: readonly string[]): Layers {
  const parse = (each: string, index: number): Layer => ({ file: `base${index}.yaml`, values: parseValues(each) });
  return [{ file: 'values.yaml', values: parseValues(text) }, ...bases.map(parse).toReversed()];
}
