import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { Context } from '../../../../src/image/context/context.ts';
import { readIgnore } from '../../../../src/image/context/ignore.ts';
import { type EarlyCopy, findCopiesBeforeRun } from '../../../../src/image/dockerfile/copy-before-run.ts';
import { parseDockerfile } from '../../../../src/image/dockerfile/parse-dockerfile.ts';
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

async function earlyCode(...lines: string[]): Promise<EarlyCopy[]> {
  const split = splitDockerfile(parseDockerfile(['FROM base', ...lines, ''].join('\n'), 'Dockerfile'));
  const context = new Context(root, await readIgnore(root, join(root, 'Dockerfile')));
  return findCopiesBeforeRun(split, context);
}

async function linesOfEarlyCode(...lines: string[]): Promise<number[]> {
  return (await earlyCode(...lines)).map(({ instruction }) => instruction.line);
}

const HOME = `${'$'}{AIRFLOW_HOME}`;
const INSTALL = 'RUN pip install -r /requirements.txt';

test.each<[string, string[]]>([
  ['a folder of DAGs', ['COPY dags /opt/airflow/dags', INSTALL]],
  ['the whole context', ['COPY . /app', 'RUN pip install /app']],
  ['files by a wildcard', ['COPY lib*/*.py /app/', INSTALL]],
  ['folders by a wildcard', ['COPY d* /app/', INSTALL]],
  ['a folder in an earlier stage', ['COPY dags /dags', 'FROM other', 'COPY --from=0 /dags /opt/airflow/dags']],
  ['a folder in a stage that the last one is built on', ['COPY dags /dags', 'FROM other AS x', 'RUN a']],
  ['a folder through a link', ['COPY --chown=airflow dags dags', 'COPY --from=x /a /b']],
])('finds %s before an instruction that executes', async (_, lines) => {
  expect(await linesOfEarlyCode(...lines)).toEqual([2]);
});

test.each<[string, string[]]>([
  ['a list of packages', ['COPY requirements.txt /', INSTALL, 'COPY dags /opt/airflow/dags']],
  ['a file by its name', ['COPY dags/a.py /', 'RUN python /a.py']],
  ['a folder without code', ['COPY docs /docs', INSTALL]],
  ['a copy that nothing follows', [INSTALL, 'COPY . /app']],
])('ignores %s', async (_, lines) => {
  expect(await linesOfEarlyCode(...lines)).toEqual([]);
});

test('names the stage of a copy, by its name or number', async () => {
  const early = await earlyCode('COPY dags /dags', 'FROM other AS Second', 'COPY libs /libs', 'FROM second', 'RUN a');
  expect(early.map(({ stage }) => stage)).toEqual(['0', 'second']);
});

test.each([
  ['COPY . /app', 'RUN cd /app && pip install -e .', 'builds'],
  ['COPY . .', "RUN pip install '.[test]'", 'builds'],
  ['COPY . .', 'RUN --mount=type=cache,target=/root/.cache uv sync --frozen', 'builds'],
  ['COPY . .', 'RUN poetry config virtualenvs.create false && poetry install --no-dev', 'builds'],
  ['COPY . .', 'RUN python setup.py install', 'builds'],
  ['COPY dags dags', 'RUN <<EOF\npip install -U pip\nuv build\nEOF', 'builds'],
  [`COPY dags ${HOME}/dags`, `RUN chown -R airflow: ${HOME}`, 'owner'],
  ['COPY dags $AIRFLOW_HOME/dags/', `RUN apt-get update; chmod -R g+w "${HOME}/dags"`, 'owner'],
  ['COPY dags /opt/airflow/dags', 'RUN ["chown", "-R", "airflow", "/opt/airflow"]', 'owner'],
  ['COPY . .', 'RUN chown -R airflow .', 'owner'],
  ['COPY . /app', 'RUN pip install -r /app/requirements.txt', 'path'],
  ['COPY dags /opt/airflow/dags', 'RUN pip install -r /requirements.txt', undefined],
  ['COPY dags /opt/airflow/dags', 'RUN chown airflow /opt/venv', undefined],
  ['COPY dags dags', 'RUN pip install "apache-airflow==3.3.2" .5', undefined],
  ['COPY dags dags', 'RUN uv sync --no-install-project', undefined],
])('%s, %s: a use of the kind %s', async (copy, run, kind) => {
  const [found] = await earlyCode('RUN first', copy, run);
  expect(found?.use).toEqual(kind === undefined ? undefined : { line: 4, kind });
});
