import { expect, test } from '@jest/globals';
import { startLoader } from '../../../src/airflow/loader-process.ts';

const LIMITS = { secondsPerFile: 30, memoryMbPerFile: 64, processes: 1, programs: [], hosts: [] };
const ANSWERS = { variables: {}, connections: {} };

/** Starts a program of Node.js in place of the loader. */
function start(program: string) {
  const python = { command: process.execPath, args: ['-e', program], environment: {}, dagFolder: '/dags', roots: [] };
  return startLoader(python, LIMITS, ANSWERS, 'all', 'none');
}

/** Answers the second line with what it and the first line say. */
const ECHO = `
  const lines = require('node:readline').createInterface({ input: process.stdin });
  console.log(JSON.stringify({ event: 'ready' }));
  const texts = [];
  lines.on('line', (line) => {
    texts.push(JSON.parse(line));
    if (texts.length < 2) return;
    const [{ dagFolder }, { kept, files = Object.keys(kept?.files ?? {}) }] = texts;
    console.log(JSON.stringify({ event: 'begin', airflow: dagFolder, files, kept: { 'valid.py': { id: 0 } } }));
    console.log(JSON.stringify({ event: 'end' }));
  });`;

test.each([
  [{ kept: { files: { 'a.py': [] }, reads: [] } }, ['a.py']],
  [{ files: ['b.py'] }, ['b.py']],
  [undefined, []],
])('the loader gets the request at once, and the second line when it is known: %j', async (line, files) => {
  const loader = start(ECHO);
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(await loader.finish(line)).toMatchObject({ airflow: '/dags', files, reports: [], code: 0 });
});

test('names the files without a valid kept result when it begins to load', async () => {
  const loader = start(ECHO);
  const finished = loader.finish({ files: ['changed.py', 'valid.py'] });
  expect(await loader.begun).toEqual(['changed.py']);
  await finished;
});

const OTHER = { dagFolder: '/base/dags', roots: [], environment: {}, folder: '/base', kept: { files: {}, reads: [] } };

/** Answers a question about another checkout with a line, then the second line as `ECHO` does. */
function answering(answer: object): string {
  return `
  const lines = require('node:readline').createInterface({ input: process.stdin });
  console.log(JSON.stringify({ event: 'ready' }));
  const texts = [];
  lines.on('line', (line) => {
    texts.push(JSON.parse(line));
    if (texts.length === 2) console.log(JSON.stringify({ event: 'verified', ...${JSON.stringify(answer)} }));
    if (texts.length < 3) return;
    const [, { verify }, { files }] = texts;
    console.log(JSON.stringify({ event: 'begin', airflow: verify.dagFolder, files }));
    console.log(JSON.stringify({ event: 'end' }));
  });`;
}

test.each([
  [
    { files: ['a.py', 'b.py'], kept: { 'a.py': { id: 0 } } },
    { files: ['a.py', 'b.py'], kept: new Map([['a.py', { id: 0 }]]) },
  ],
  [{ because: 'a function chooses the files' }, { because: 'a function chooses the files' }],
  [{}, { because: 'the loader did not say' }],
])('a loader that waits for the second line verifies another checkout: %j', async (answer, expected) => {
  const loader = start(answering(answer));
  expect(await loader.verify(OTHER)).toEqual(expected);
  expect(await loader.finish({ files: ['c.py'] })).toMatchObject({ airflow: '/base/dags', files: ['c.py'], code: 0 });
});

test('a loader that ended before it was asked about another checkout says so', async () => {
  const loader = start('process.exit(1);');
  expect(await loader.verify(OTHER)).toEqual({ because: 'the loader that verifies them ended' });
  await loader.stop();
});

test('a loader that waits for results that never come is ended', async () => {
  const loader = start(`${ECHO} setInterval(() => {}, 1000);`);
  await loader.stop();
  await expect(loader.finish()).rejects.toMatchObject({ code: 'airflow-missing' });
});

test('a loader that ended before the results: the error has its words', async () => {
  const loader = start('process.stderr.write("no airflow\\n"); process.exit(1);');
  await expect(loader.finish()).rejects.toThrow(/exit code 1: no airflow/);
  expect(await loader.begun).toBeUndefined();
  await loader.stop();
});
