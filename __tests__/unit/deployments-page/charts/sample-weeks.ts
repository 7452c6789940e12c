import { splitByWeek } from '../../../../src/deployments-page/statistics.ts';
import { sampleEvent } from '../sample-data.ts';

/** Deployments on three Mondays; the second week has none. */
export const WEEKS = splitByWeek([
  sampleEvent({ at: '2026-03-16T12:00:00Z', mergeSeconds: 600 }),
  sampleEvent({ at: '2026-03-02T12:00:00Z', mergeSeconds: 60 }),
  sampleEvent({ at: '2026-03-02T13:00:00Z', mergeSeconds: 6_000 }),
  sampleEvent({ at: '2026-03-03T12:00:00Z', kind: 'rollback' }),
  sampleEvent({ at: '2026-03-04T12:00:00Z', kind: 'failed' }),
]);
