import { expect, test } from '@jest/globals';
import { changesShape, drawDag } from '../../../../src/airflow/changes/picture.ts';
import { sampleDag, sampleTask } from '../sample-dag.ts';

test('a change of a field does not change the shape', () => {
  const [before, after] = ['1', '2'].map((sql) => sampleDag({ tasks: [sampleTask({ fields: { sql } })] }));
  expect(changesShape({ before, after })).toBe(false);
  expect(changesShape({ before, after: sampleDag({ tasks: [sampleTask(), sampleTask({ id: 'b' })] }) })).toBe(true);
});

test('a large DAG is drawn by its task groups', () => {
  const ids = Array.from({ length: 40 }, (_, index) => index);
  const tasks = ['extract', 'load'].flatMap((group) =>
    ids.map((id) => {
      const downstream = group === 'extract' ? [`load.${id}`] : [];
      return sampleTask({ id: `${group}.${id}`, group: id % 2 === 0 ? group : `${group}.inner`, downstream });
    }),
  );
  const text = drawDag({ before: undefined, after: sampleDag({ tasks }) });
  expect(text.match(/\["[^"]+"\]/g)).toEqual(['["extract #40;40 tasks#41;"]', '["load #40;40 tasks#41;"]']);
  expect(text.match(/-->/g)).toHaveLength(1);
});

test('a task group with one task is drawn without a plural', () => {
  const others = Array.from({ length: 80 }, (_, id) => sampleTask({ id: `load.${id}`, group: 'load' }));
  const tasks = [sampleTask({ id: 'extract.a', group: 'extract' }), ...others];
  expect(drawDag({ before: undefined, after: sampleDag({ tasks }) })).toContain('["extract #40;1 task#41;"]');
});

test('a long chain is drawn from top to bottom, and the edges stay within the limit of Mermaid', () => {
  const chain = Array.from({ length: 20 }, (_, id) =>
    sampleTask({ id: `t${id}`, downstream: id < 19 ? [`t${id + 1}`] : [] }),
  );
  expect(drawDag({ before: undefined, after: sampleDag({ tasks: chain }) })).toMatch(/^flowchart TD\n/);
  const all = Array.from({ length: 60 }, (_, id) => `t${id}`);
  const dense = all.map((id, at) => sampleTask({ id, downstream: all.slice(at + 1) }));
  expect(drawDag({ before: undefined, after: sampleDag({ tasks: dense }) }).match(/-->/g)?.length).toBe(200);
});
