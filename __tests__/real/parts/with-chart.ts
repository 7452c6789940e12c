import { describe, test } from '@jest/globals';
import { APACHE_CHART, HAS_APACHE_CHART } from '../../../sandbox/cluster/chart.ts';
import { describeWith } from './find-part.ts';

/**
 * Defines a suite that also needs Apache Airflow's chart. No package contains it, so it cannot be installed: without a copy
 * beside this repository, the suite is skipped under a name that says so, even with `REAL_PARTS=required`.
 */
export const describeWithChart: typeof describeWith = HAS_APACHE_CHART ? describeWith : skip;

function skip(_: readonly string[], name: string): void {
  describe.skip(`${name} (missing: ${APACHE_CHART})`, () => test('skipped', () => undefined));
}
