import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { arbitraryCase } from './equality/arbitrary.ts';
import { type End, Judge } from './equality/compare.ts';
import { describeWith } from './parts/find-part.ts';

/** `npm run soak` sets more. */
const RUNS = Math.min(Number(process.env.PROPERTY_RUNS ?? 40), 1000);

describeWith(['docker', 'buildkit', 'buildx'], 'images of generated Dockerfiles', ({ docker, buildkit, buildx }) => {
  let judge: Judge;
  const ends: Record<End, number> = { equal: 0, whole: 0, refused: 0 };

  beforeAll(async () => {
    judge = await Judge.start(String(docker), String(buildkit), String(buildx));
  });
  afterAll(async () => {
    console.log(`generated Dockerfiles: ${JSON.stringify(ends)}`);
    await judge?.close();
  });

  test('they equal those of BuildKit', async () => {
    const property = fc.asyncProperty(arbitraryCase, async (each) => {
      ends[await judge.compare(each)] += 1;
    });
    await fc.assert(property, { numRuns: RUNS });
    expect(ends.equal).toBeGreaterThan(0);
  }, 3_600_000);
});
