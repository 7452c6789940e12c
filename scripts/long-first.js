import TestSequencer from '@jest/test-sequencer';
import { findPart } from './parts/installed.ts';
import { estimate, formatEstimate } from './test-times/estimate.ts';
import { readTestFiles } from './test-times/test-files.ts';

/** The files that take longest, which start first: the last to start runs while the other cores have nothing to do. */
const LONG = ['real/cluster', 'real/', 'e2e/many-writers', 'e2e/fault-sweep', 'e2e/two-deployments', 'e2e/'];

/**
 * A jest sequencer: the files of `LONG` in that order, then the rest; among equals jest's own order.
 * It also prints how long they take, because jest shows the chosen files to no reporter before the first one starts.
 */
export default class LongFirst extends TestSequencer {
  #workers;

  constructor(options) {
    super(options);
    this.#workers = options.globalConfig.maxWorkers;
  }

  sort(tests) {
    const files = readTestFiles(tests.map(({ path }) => path));
    const expected = estimate(files, this.#workers, (part) => findPart(part) !== undefined);
    if (files.length > 1) console.error(formatEstimate(expected, files.length));
    return super.sort(tests).toSorted((a, b) => rankOf(a) - rankOf(b));
  }
}

function rankOf({ path }) {
  const rank = LONG.findIndex((name) => path.includes(`/__tests__/${name}`));
  return rank === -1 ? LONG.length : rank;
}
