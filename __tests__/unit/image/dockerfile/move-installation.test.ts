import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { splitDockerfile } from '../../../../src/image/dockerfile/split.ts';
import { INSTALL, TriggersFolder } from './triggers-folder.ts';

let folder: TriggersFolder;
beforeEach(() => {
  folder = new TriggersFolder();
});
afterEach(() => folder.remove());

const PROJECT = [...INSTALL, 'USER astro', 'COPY --chown=astro:0 . .'];

test('a RUN that only installs packages comes before the copy of the project, and its lists are copied again', () => {
  const lines = ['FROM astro', 'ENV A=1', 'COPY requirements.txt .', 'RUN pip install -r requirements.txt', 'CMD x'];
  const dockerfile = folder.inline(PROJECT, `${lines.join('\n')}\n`);
  const { code, runtime, end } = splitDockerfile(dockerfile);
  expect(code.map(({ keyword, line }) => `${keyword} ${line}`)).toEqual(['COPY 1', 'COPY 3', 'CMD 5']);
  const kept = runtime[0]?.instructions.map(({ keyword, line }) => `${keyword} ${line}`);
  expect(kept).toEqual(['COPY 1', 'RUN 1', 'USER 1', 'ENV 2', 'COPY 3', 'RUN 4']);
  expect(dockerfile.text.slice(0, end)).toBe(lines.slice(0, 4).join('\n'));
  expect(dockerfile.installations?.map(({ line }) => line)).toEqual([4]);
});

test.each([
  ['another command', 'RUN dbt deps', ' before line 2 executes'],
  ['a new working directory', 'WORKDIR /x\nRUN pip install a', ' before line 2 executes'],
  ['a copy to a folder of the system', 'COPY other.txt /etc/x.txt\nRUN pip install a', ' before line 2 executes'],
  ['a copy above the working directory', 'COPY other.txt ../x.txt\nRUN pip install a', ' before line 2 executes'],
  ['a copy into an environment', 'COPY other.txt v/x.txt\nRUN python -m venv v', ', and v/x.txt is copied into what'],
  ['a change of PATH', 'RUN pip install a\nENV PATH=/x\nRUN pip install b', ', and line 3 changes what a later'],
  ['a variable', 'ARG PIP_FIND_LINKS\nRUN pip install a', ' before line 2 executes'],
  ['a copy of a folder', 'COPY dags /x/\nRUN pip install a', ' before line 2 executes'],
  ['a list that is only in the project', 'RUN pip install -r other.txt', ', and line 2 reads other.txt'],
])('a RUN after %s is left to Docker', (_, lines, reason) => {
  folder.write('other.txt', '');
  expect(() => folder.inline(PROJECT, `FROM astro\n${lines}\n`)).toThrow(`ONBUILD, which copies the code${reason}`);
});

test.each([
  ['sitecustomize.py', '', 'Python may import sitecustomize.py'],
  ['json/__init__.py', '', 'Python may import json'],
  ['dbt_venv/bin/pip', '', 'the project contains dbt_venv'],
  ['.netrc', '', 'the project contains .netrc'],
  ['_netrc', '', 'the project contains _netrc'],
  ['setup.cfg', '', 'the project contains setup.cfg'],
  ['.python-version', '', 'the project contains .python-version'],
  ['.dpkg.cfg', '', 'the project contains .dpkg.cfg'],
  ['requirements.txt', '-e .', 'reads requirements.txt'],
])('a project with %s is left to Docker', (path, text, reason) => {
  folder.write(path, text);
  const install = 'COPY requirements.txt .\nRUN python -m venv dbt_venv && pip install -r requirements.txt';
  expect(() => folder.inline(PROJECT, `FROM astro\n${install}\n`)).toThrow(reason);
});
