import { parseDocument } from 'yaml';
import { DEFAULT_KEYS, placeTarget } from '../src/gitops/place/place-target.ts';
import { editValues } from '../src/values/edit.ts';
import { parseValues } from '../src/values/parse.ts';
import { type Measurement, takeTurns, time } from './measure.ts';
import { ALIAS_IMAGE, makeAliases } from './parts/aliases-text.ts';

const ALIASES = [1_000, 4_000, 16_000];
const RUNS = 9;

/**
 * Measures how long it takes to find the image of an umbrella chart and to edit its tag, in files with many anchors and
 * aliases. The limit is one parse of the same text, the goal five times the limit.
 */
export async function editAliases(): Promise<Measurement[]> {
  const measurements: Measurement[] = [];
  for (const count of ALIASES) {
    const text = makeAliases(count);
    let serial = 0;
    const fresh = () => {
      serial += 1;
      return `${text}# ${serial}\n`;
    };
    const [ours = Number.NaN, limit = Number.NaN] = await takeTurns(
      RUNS,
      () => time(fresh(), findAndEdit),
      () => time(fresh(), (values) => parseDocument(values, { uniqueKeys: false })),
    );
    const goal = `${(ours / limit).toFixed(2)} × parse, at most 5`;
    measurements.push({ name: `edit-aliases-${count}`, ours, theirs: null, limit, unit: 'ms', runs: RUNS, goal });
  }
  return measurements;
}

function findAndEdit(text: string): void {
  const layers = [{ file: 'values.yaml', values: parseValues(text) }] as const;
  const { tagKey } = placeTarget(layers, { ...DEFAULT_KEYS, pinDigest: false }, ALIAS_IMAGE);
  editValues(text, [{ path: tagKey, value: `version-${'0a'.repeat(20)}` }]);
}
