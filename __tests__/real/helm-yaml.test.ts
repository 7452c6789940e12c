import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { describeWith } from './parts/find-part.ts';
import { HelmYamlJudge } from './parts/helm-yaml-judge.ts';
import { type Base, readBases, readCorpus } from './values/bases.ts';
import { type Comparison, compareReaders } from './values/compare-readers.ts';
import { findDifference } from './values/differences.ts';
import { arbitraryMutation, mutate } from './values/mutants.ts';

/** `npm run soak` sets more. */
const RUNS = Number(process.env.PROPERTY_RUNS ?? 5000);

describeWith(['helm-yaml-judge'], 'values files are read as by Helm’s parser', ({ 'helm-yaml-judge': program }) => {
  let judge: HelmYamlJudge;
  beforeAll(() => {
    judge = new HelmYamlJudge(String(program));
  });
  afterAll(() => judge.close());

  test('each real file and fixture: both read the same value, and the edit changes nothing else', async () => {
    const files = [...readBases(), ...readCorpus()];
    const ends = new Map<string, number>();
    for (const file of files) {
      const { end, detail } = await compareReaders(judge, file);
      expect([file.name, end, detail]).toEqual([file.name, 'edited', undefined]);
      count(ends, end);
    }
    console.log(`${files.length} files: ${format(ends)}`);
    expect(files.length).toBeGreaterThan(15);
  });

  test('mutants of these: both read and edit the same, or differ for a listed reason', async () => {
    const bases = readBases().map((base) => ({ ...base, keyLine: findKeyLine(base) }));
    const ends = new Map<string, number>();
    const mutant = fc.tuple(fc.constantFrom(...bases), arbitraryMutation);
    const property = fc.asyncProperty(mutant, async ([{ keyLine, ...base }, mutation]) => {
      const text = mutate(base.text, keyLine, mutation);
      const comparison = await compareReaders(judge, { ...base, text });
      expect({ text, ...comparison, isListed: isListed(comparison) }).toMatchObject({ isListed: true });
      count(ends, findDifference(comparison.end)?.name ?? comparison.end);
    });
    await fc.assert(property, { numRuns: RUNS });
    console.log(`${RUNS} mutants, seed ${fc.readConfigureGlobal().seed ?? 'random'}: ${format(ends)}`);
    expect(ends.get('edited')).toBeGreaterThan(RUNS / 5);
    expect(ends.get('refused')).toBeGreaterThan(RUNS / 5);
    // A file that Helm takes is refused for the place of the key, not for another one.
    expect(ends.get('stricter') ?? 0).toBeLessThan(RUNS / 100);
  }, 3_600_000);
});

function isListed({ end }: Comparison): boolean {
  return ['edited', 'refused', 'nothing to edit'].includes(end) || findDifference(end) !== undefined;
}

function findKeyLine({ text }: Base): number {
  return Math.max(
    text.split('\n').findIndex((line) => /tag|image:/.test(line)),
    0,
  );
}

function count(ends: Map<string, number>, end: string): void {
  ends.set(end, (ends.get(end) ?? 0) + 1);
}

function format(ends: ReadonlyMap<string, number>): string {
  return [...ends].map(([end, times]) => `${end} ${times}`).join(', ');
}
