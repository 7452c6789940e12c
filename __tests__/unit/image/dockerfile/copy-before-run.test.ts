import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { Context } from '../../../../src/image/context/context.ts';
import { readIgnore } from '../../../../src/image/context/ignore.ts';
import { findCopiesBeforeRun } from '../../../../src/image/dockerfile/copy-before-run.ts';
import { parseDockerfile } from '../../../../src/image/dockerfile/dockerfile.ts';
import { splitDockerfile } from '../../../../src/image/dockerfile/split.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'flux-airflow-early-'));
  for (const path of ['dags/a.py', 'libs/b.py', 'requirements.txt', 'setup.sh', 'docs/c.md']) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), '');
  }
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

async function linesOfEarlyCode(...lines: string[]): Promise<number[]> {
  const split = splitDockerfile(parseDockerfile(['FROM base', ...lines, ''].join('\n'), 'Dockerfile'));
  const context = new Context(root, await readIgnore(root, join(root, 'Dockerfile')));
  return findCopiesBeforeRun(split, context).map(({ line }) => line);
}

const INSTALL = 'RUN pip install -r /requirements.txt';

test.each<[string, string[]]>([
  ['a folder of DAGs', ['COPY dags /opt/airflow/dags', INSTALL]],
  ['the whole context', ['COPY . /app', 'RUN pip install /app']],
  ['a folder through a link', ['COPY --chown=airflow dags dags', 'COPY --from=x /a /b']],
])('finds %s before an instruction that executes', async (_, lines) => {
  expect(await linesOfEarlyCode(...lines)).toEqual([2]);
});

test.each<[string, string[]]>([
  ['a list of packages', ['COPY requirements.txt /', INSTALL, 'COPY dags /opt/airflow/dags']],
  ['a folder without code', ['COPY docs /docs', INSTALL]],
  ['a copy that nothing follows', [INSTALL, 'COPY . /app']],
])('ignores %s', async (_, lines) => {
  expect(await linesOfEarlyCode(...lines)).toEqual([]);
});
