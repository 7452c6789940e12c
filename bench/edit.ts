import { parseDocument } from 'yaml';
import { editValues } from '../src/values/edit.ts';
import { type Measurement, takeTurns, time } from './measure.ts';
import { makeValues } from './parts/values-text.ts';

const LINES = 3_000;
const RUNS = 41;
const WARM_UP_RUNS = 15;

/**
 * Measures our edit of one tag in 3,000 lines, with its verification and warm, against `setIn` and `toString`. The limit
 * is one `parseDocument` of the same text, the goal 2.5 times the limit.
 */
export async function edit(): Promise<Measurement[]> {
  await measureEdit(LINES, WARM_UP_RUNS);
  const measured = await measureEdit(LINES, RUNS);
  return [{ ...measured, name: 'edit', goal: `${(measured.ours / measured.limit).toFixed(2)} × parse, at most 2.5` }];
}

/** Measures with a new text in each run, because the last texts are cached. */
export async function measureEdit(lines: number, runs: number) {
  const { text, key } = makeValues(lines);
  const bytes = Buffer.byteLength(text);
  let serial = 0;
  const fresh = () => {
    serial += 1;
    return `${text}# ${process.pid} ${runs} ${serial}\n`;
  };
  const [ours = Number.NaN, theirs = Number.NaN, limit = Number.NaN] = await takeTurns(
    runs,
    () => time(fresh(), (values) => editValues(values, [{ path: key, value: `version-${'0a'.repeat(20)}` }])),
    () => time(fresh(), (values) => setAndPrint(values, key)),
    () => time(fresh(), (values) => parseDocument(values)),
  );
  return { ours, theirs, limit, unit: 'ms', runs, bytes } as const;
}

function setAndPrint(text: string, key: string): string {
  const document = parseDocument(text);
  document.setIn(key.split('.'), `version-${'0a'.repeat(20)}`);
  return document.toString();
}
