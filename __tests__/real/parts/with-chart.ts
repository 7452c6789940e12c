import { existsSync } from 'node:fs';
import { describe, test } from '@jest/globals';
import { APACHE_CHART, COMMUNITY_CHART } from '../../../sandbox/cluster/chart.ts';
import { describeWith } from './find-part.ts';

/**
 * Returns a function that defines a suite that also needs a chart. No package contains these charts, so they cannot be
 * installed: without a copy beside this repository, the suite is skipped under a name that says so, even with
 * `REAL_PARTS=required`.
 */
function describeWithCopy(chart: string): typeof describeWith {
  if (existsSync(chart)) return describeWith;
  return (_, name) => describe.skip(`${name} (missing: ${chart})`, () => test('skipped', () => undefined));
}

export const describeWithChart = describeWithCopy(APACHE_CHART);
export const describeWithCommunityChart = describeWithCopy(COMMUNITY_CHART);
