import TestSequencer from '@jest/test-sequencer';

/** What takes longest: begun last, it would leave all but one core idle. */
const LONG = ['real/cluster', 'real/', 'e2e/many-writers', 'e2e/fault-sweep', 'e2e/two-deployments', 'e2e/'];

/** A jest sequencer: the files of `LONG` in that order, then the rest; among equals jest's own order. */
export default class LongFirst extends TestSequencer {
  sort(tests) {
    return super.sort(tests).toSorted((a, b) => rankOf(a) - rankOf(b));
  }
}

function rankOf({ path }) {
  const rank = LONG.findIndex((name) => path.includes(`/__tests__/${name}`));
  return rank === -1 ? LONG.length : rank;
}
