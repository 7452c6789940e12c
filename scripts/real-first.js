import TestSequencer from '@jest/test-sequencer';

/** A jest sequencer: files that drive real parts take longest, and begin first; the rest follows in jest's own order. */
export default class RealFirst extends TestSequencer {
  sort(tests) {
    return super.sort(tests).toSorted((a, b) => Number(isReal(b)) - Number(isReal(a)));
  }
}

function isReal({ path }) {
  return path.includes('/__tests__/real/');
}
