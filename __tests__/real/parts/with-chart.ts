import { describe, test } from '@jest/globals';
import { APACHE_CHART, HAS_APACHE_CHART } from '../../../sandbox/cluster/chart.ts';
import { describeWith } from './find-part.ts';

/**
 * A suite that needs the chart of Apache Airflow besides. No package has it, so that nothing could install it: where no
 * copy stands beside this repository the suite is skipped under a name that says so, also with `REAL_PARTS=required`.
 */
export const describeWithChart: typeof describeWith = HAS_APACHE_CHART ? describeWith : skip;

function skip(_: readonly string[], name: string): void {
  describe.skip(`${name} (missing: ${APACHE_CHART})`, () => test('skipped', () => undefined));
}
