import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { Context } from '../../src/image/context.ts';
import { parseDockerfile } from '../../src/image/dockerfile.ts';
import { findEarlyCode, reorder } from '../../src/image/early-code.ts';
import { readIgnore } from '../../src/image/ignore.ts';
import { splitDockerfile } from '../../src/image/split.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'flux-airflow-early-'));
  for (const path of ['dags/a.py', 'libs/b.py', 'requirements.txt', 'setup.sh', 'docs/c.md']) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), '');
  }
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

async function judge(...lines: string[]): Promise<{ lines: number[]; reordered: string[] | undefined }> {
  const split = splitDockerfile(parseDockerfile(['FROM base', ...lines, ''].join('\n'), 'Dockerfile'));
  const early = findEarlyCode(split, new Context(root, await readIgnore(root, join(root, 'Dockerfile'))));
  const reordered = reorder(split, early);
  return {
    lines: early.map(({ instruction }) => instruction.line),
    reordered: reordered?.split('\n').slice(1, -1),
  };
}

const INSTALL = 'RUN pip install -r /requirements.txt';

test.each<[string, string[], string[]]>([
  [
    'a folder of DAGs',
    ['COPY dags /opt/airflow/dags', 'COPY requirements.txt /', INSTALL, 'USER airflow'],
    ['COPY requirements.txt /', INSTALL, 'COPY dags /opt/airflow/dags', 'USER airflow'],
  ],
  [
    'all of the context, of which pip needs one file',
    ['WORKDIR /opt/airflow', 'COPY --chown=airflow . .', 'RUN pip install -r requirements.txt'],
    [
      'WORKDIR /opt/airflow',
      'COPY --chown=airflow requirements.txt requirements.txt',
      'RUN pip install -r requirements.txt',
      'COPY --chown=airflow . .',
    ],
  ],
  [
    'a file that is named by its place in the image',
    ['COPY . /app', 'RUN pip install \\', '  -r /app/requirements.txt'],
    ['COPY requirements.txt /app/requirements.txt', 'RUN pip install \\', '  -r /app/requirements.txt', 'COPY . /app'],
  ],
  [
    'two folders, which keep their order',
    ['COPY libs /opt/libs', 'COPY dags /opt/airflow/dags', 'RUN apt-get update'],
    ['RUN apt-get update', 'COPY libs /opt/libs', 'COPY dags /opt/airflow/dags'],
  ],
])('moves %s', async (_, before, after) => {
  expect((await judge(...before)).reordered).toEqual(after);
});

test.each<[string, string[]]>([
  ['a RUN that owns it', ['COPY dags /opt/airflow/dags', 'RUN chown -R airflow /opt/airflow']],
  ['a RUN that compiles it', ['COPY dags /opt/airflow/dags', 'RUN python -m compileall /opt/airflow/dags']],
  ['a RUN that installs it', ['COPY . /app', 'WORKDIR /app', 'RUN pip install .']],
  ['a script of it', ['COPY . /app', 'RUN /app/setup.sh']],
  ['a variable in it', ['COPY dags $DAGS', INSTALL]],
  ['a later copy into it', ['COPY . /app', 'COPY setup.sh /app/dags/', INSTALL]],
  ['another working folder', ['COPY dags dags', 'WORKDIR /srv', INSTALL]],
  ['several sources', ['COPY dags libs /opt/', INSTALL]],
])('warns, and leaves it where it is, for %s', async (_, lines) => {
  expect(await judge(...lines)).toEqual({ lines: [2], reordered: undefined });
});

test.each<[string, string[]]>([
  ['a list of packages', ['COPY requirements.txt /', INSTALL, 'COPY dags /opt/airflow/dags']],
  ['a folder without code', ['COPY docs /docs', INSTALL]],
  ['a copy that nothing follows', [INSTALL, 'COPY . /app']],
])('says nothing of %s', async (_, lines) => {
  expect(await judge(...lines)).toEqual({ lines: [], reordered: undefined });
});
