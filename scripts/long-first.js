import TestSequencer from '@jest/test-sequencer';
import { findPart } from './parts/installed.ts';
import { estimate, formatEstimate } from './test-times/estimate.ts';
import { readTestFiles } from './test-times/test-files.ts';

/**
 * A jest sequencer: the files that took longest first, because the last to start runs while the other cores have nothing
 * to do; among equals jest's own order.
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
    const seconds = new Map(tests.map(({ path }, at) => [path, files[at].seconds]));
    return super.sort(tests).toSorted((a, b) => seconds.get(b.path) - seconds.get(a.path));
  }
}
