import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { describeCopy } from '../../../../src/build/runtime/warn-copy-before-run.ts';
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
  ['a folder in a stage that the image does not use', ['COPY dags /dags', 'FROM other AS x', 'RUN a']],
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
  expect(early.map(({ stage }) => stage?.name)).toEqual(['0', 'second']);
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

const MINUTES = ', which takes minutes.';
const SAVES = ', so that a change of this code adds a layer in a second instead of ';

test.each<[string, string[], string, string]>([
  [
    'below a COPY --from, which is not a RUN',
    ['RUN a', 'COPY dags /dags', 'COPY --from=image /x /x'],
    'Move line 3 below line 4, unless a RUN between needs it',
    'executing line 4 again',
  ],
  [
    'in place of a COPY --from with the number of the stage',
    ['COPY dags /dags', 'FROM other', 'COPY --from=0 /dags /opt/airflow/dags'],
    'Move line 2 to the last stage, in place of line 4, which copies from its stage, unless a RUN between needs it',
    'building the runtime again',
  ],
  [
    'in place of a COPY --from with the name of the stage, below the last RUN',
    ['RUN a', 'FROM other AS code', 'COPY dags /dags', 'FROM base', 'COPY --from=Code /dags /dags', 'RUN b'],
    'Move line 4 to the last stage, below its last RUN, in place of line 6, which copies from its stage, unless a RUN between needs it',
    'building the runtime again',
  ],
  [
    'to a stage that continues that of a COPY --from, in which nothing executes',
    ['COPY dags /dags', 'FROM base AS airflow', 'COPY --from=0 /dags /dags', 'FROM airflow', 'ENV A=1'],
    'Move line 2 to the last stage, in place of line 4, which copies from its stage, unless a RUN between needs it',
    'building the runtime again',
  ],
  [
    'from a stage that another one copies from',
    ['COPY dags /dags', 'FROM base AS second', 'COPY --from=0 /dags /dags', 'FROM base', 'COPY --from=1 /dags /dags'],
    'Move line 2 to the last stage, below line 6, unless a RUN between needs it',
    'building the runtime again',
  ],
  [
    'unless a mount needs it',
    ['COPY dags /dags', 'FROM other', 'RUN --mount=type=bind,from=0,source=/dags,target=/x ls /x'],
    'Move line 2 to the last stage, below its last RUN, unless line 4, which mounts its stage, needs it',
    'building the runtime again',
  ],
  [
    'from a stage that the last one continues, whose RUN builds the project',
    ['RUN a', 'FROM base AS deps', 'COPY . /app', 'FROM deps', 'RUN pip install -e /app', 'ENTRYPOINT ["x"]'],
    'Copy only the list of dependencies above line 6, which builds the project from this code, and copy the code in the last stage, below its last RUN',
    'executing line 6 again',
  ],
  [
    'not from a stage for tests: the image does not use it',
    ['RUN a', 'FROM base AS tests', 'COPY . /app', 'RUN pytest /app', 'FROM apache/airflow:$VERSION', 'RUN b'],
    'Move the stage of line 4, which the image does not use, below the last stage, and set the input target to the stage that is deployed',
    'building the runtime again',
  ],
  [
    'from a stage that may be used, because a FROM has a variable',
    ['COPY dags /dags', 'FROM $WHICH', 'RUN b'],
    'Move line 2 to the last stage, below its last RUN, unless a RUN between needs it',
    'building the runtime again',
  ],
])('the warning says where to move a copy: %s', async (_, lines, advice, cost) => {
  const [first] = await earlyCode(...lines);
  expect(first && describeCopy(first)).toBe(`${advice}${SAVES}${cost}${MINUTES}`);
});
