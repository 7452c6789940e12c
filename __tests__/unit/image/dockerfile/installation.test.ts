import { expect, test } from '@jest/globals';
import { namesOnlyPackages, parseInstallation } from '../../../../src/image/dockerfile/installation.ts';
import { parseDockerfile } from '../../../../src/image/dockerfile/parse-dockerfile.ts';

function parse(line: string) {
  const [run] = parseDockerfile(`FROM a\n${line}\n`, 'Dockerfile').stages[0]?.instructions ?? [];
  if (run === undefined) throw new Error('no instruction');
  return parseInstallation(run);
}

test.each([
  [
    'RUN apt-get update && apt-get install -y --no-install-recommends git libpq-dev=15.1 && rm -rf /var/lib/apt/lists/*',
  ],
  ['RUN apt update && \\\n    apt-get install -y openjdk-17-jdk && \\\n    apt-get clean;'],
  ['RUN pip install --no-cache-dir dbt-postgres==1.9.0 "pandas[sql]>=2,<3"'],
])('%s: nothing of the project is read', (line) => {
  expect(parse(line)).toEqual({ reads: [], makes: [] });
});

test('lists of requirements and virtual environments are named', () => {
  const both = 'RUN python -m venv dbt_venv && source dbt_venv/bin/activate && pip install -r dbt.txt && deactivate';
  expect(parse(both)).toEqual({ reads: ['dbt.txt'], makes: ['dbt_venv', 'dbt_venv'] });
  const made = { reads: [], makes: ['dbt_venv', 'dbt_venv'] };
  expect(parse('RUN python -m venv dbt_venv && dbt_venv/bin/pip install dbt-postgres==1.10.0')).toEqual(made);
  expect(parse('RUN python3 -m pip install -q -r /tmp/a.txt')).toEqual({ reads: ['/tmp/a.txt'], makes: [] });
});

test.each([
  ...[
    'pip install .',
    'pip install -e .',
    'pip install ./lib',
    'pip install lib/',
    'pip install a.whl',
    'pip install "a-1.0-py3-none-any.whl[s3]"',
    'pip wheel a',
  ],
  ...['pip install a[b]', 'pip install $NAME', 'pip install `ls`', 'pip install -c c.txt a', 'pip install -f x a'],
  ...['pip install a > log', 'pip install a || true', 'pip install a | tee x', 'pip install a &', 'pip install a==1.*'],
  ...['pip install -r', 'pip install -r $FILE', 'pip uninstall a', 'cd x && pip install a', 'sudo pip install a'],
  ...['apt-get install ./a.deb', 'apt-get install /tmp/a.deb', 'apt-get -o a=b update', 'apt-get download a'],
  ...['rm -rf /tmp/*', 'rm -rf dags', 'rm /var/lib/apt/lists/../../../etc', 'python -m compileall .', 'python a.py'],
  ...[
    'python -m venv /opt/x',
    'python -m venv ../x',
    'python -m venv a b',
    '. /etc/profile',
    'source x',
    'ls',
    'uv sync',
  ],
  ...['["pip", "install", "a"]', '--mount=type=cache,target=/a pip install a', 'toString', 'dbt deps'],
])('RUN %s: it may read or change the project', (command) => {
  expect(parse(`RUN ${command}`)).toBeUndefined();
});

test('a list names only packages', () => {
  const list = '# ours\n\npandas==3.0.0 # why\ndbt-core[x]>=1,<2; python_version < "3.13"\na @ git+https://x/y@v1\n';
  expect(namesOnlyPackages(`${list}--extra-index-url https://x/simple\nscipy ~= 1.0\r\n`)).toBe(true);
});

test.each([
  ...['-e .', '.', './a', 'a/b', '-r more.txt', '-c c.txt', 'a.whl', 'a @ file:///x', '--find-links x', 'a \\', '-f x'],
  ...['a # b\f-e .', 'a # b\r-e .', 'a # b\u2028-e .', 'a # b\u001c-e .', 'a; c --config-settings=d=/e', 'a;c\t--x'],
  ...['mylib-1.0-py3-none-any.whl[s3]', '# coding: utf-7', '--index-url https://x/$' + '{V}'],
  ...['--index-url file:///x', 'a @ ./b', 'https://x/a.whl', '~/a', '$A'],
])('a list with %s may read the project', (line) => {
  expect(namesOnlyPackages(`pandas\n${line}\n`)).toBe(false);
});
