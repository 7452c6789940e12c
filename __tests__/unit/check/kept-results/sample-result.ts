import type { KeptResult } from '../../../../src/check/kept-results/kept-result.ts';

export const SAMPLE: KeptResult = {
  file: 'a.py',
  surroundings: 'airflow 3',
  content: 'c1',
  reads: [
    ['file', '{1}/common.py', 's1'],
    ['list', '{1}/include', 's2'],
  ],
  isCompared: true,
  report: '{"file":"a.py"}',
};
