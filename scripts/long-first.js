import TestSequencer from '@jest/test-sequencer';

/** The slowest tests. If one of them started last, the other cores would be idle. */
const LONG = ['real/cluster', 'real/', 'e2e/many-writers', 'e2e/fault-sweep', 'e2e/two-deployments', 'e2e/'];

/** A jest sequencer that starts the files of `LONG` first, in that order; otherwise keeps jest's order. */
export default class LongFirst extends TestSequencer {
  sort(tests) {
    return super.sort(tests).toSorted((a, b) => rankOf(a) - rankOf(b));
  }
}

function rankOf({ path }) {
  const rank = LONG.findIndex((name) => path.includes(`/__tests__/${name}`));
  return rank === -1 ? LONG.length : rank;
}
