/** Side effects of loading a DAG file: those allowed, those refused, and those that outlast it. */
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { findProblems } from '../../src/airflow/findings/find-problems.ts';
import { AIRFLOW, loadFiles, type Surroundings } from './load-files.ts';

const POLICY = { dagId: undefined, owners: undefined, tags: undefined, minRetries: undefined };

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'flux-airflow-effects-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Returns each finding as one line. */
async function findingsOf(lines: readonly string[], surroundings?: Surroundings): Promise<readonly string[]> {
  const { files } = await loadFiles(folder, { 'orders.py': lines.join('\n') }, surroundings);
  return findProblems(files, join(folder, 'dags'), POLICY).map(
    ({ level, code, location: { line }, message }) => `${level} ${code} ${line}: ${message}`,
  );
}

const HEAD = 'import subprocess, os, socket';
const REFUSED_TRUE =
  'error parse-process 2: starts a process true while the file is loaded; the file does not load without it';

test.each([
  ['by its name', 'subprocess.run(["true"], check=True)'],
  ['by its path', 'subprocess.run(["/bin/true"], check=True)'],
  ['by a shell', 'subprocess.run("true --flag", shell=True, check=True)'],
  ['by os.system', 'assert os.system("true") == 0'],
  ['by os.popen', 'assert os.popen("true").close() is None'],
  ['by os.posix_spawn', 'assert os.waitpid(os.posix_spawn("/bin/true", ["true"], {}), 0)[1] == 0'],
])('a program that the policy allows runs without a finding: %s', async (_, line) => {
  expect(await findingsOf([HEAD, line], { limits: { programs: ['true'] } })).toEqual([]);
});

test.each([
  ['another program', 'subprocess.run(["true"], check=True)', ['git']],
  ['a shell line with a second program', 'subprocess.run("git; true", shell=True, check=True)', ['git']],
])('a program that the policy does not list is refused: %s', async (_, line, programs) => {
  const [found, ...more] = await findingsOf([HEAD, line], { limits: { programs } });
  expect(found).toContain('error parse-process 2: starts a process ');
  expect(more).toEqual([]);
});

test('a refused program does not run, and the error has no other finding', async () => {
  expect(await findingsOf([HEAD, 'subprocess.run(["true"], check=True)'])).toEqual([REFUSED_TRUE]);
  const path = join(folder, 'made');
  await findingsOf([HEAD, `os.system("touch ${path}")`, `subprocess.run("touch ${path}", shell=True)`]);
  expect(existsSync(path)).toBe(false);
});

test.each([
  ['subprocess.run(["true"])', 'FileNotFoundError', '2'],
  ['os.posix_spawn("/bin/true", ["true"], {})', 'FileNotFoundError', '2'],
  ['os.execv("/bin/true", ["true"])', 'FileNotFoundError', '2'],
  ['socket.create_connection(("10.0.0.1", 80))', 'ConnectionRefusedError', '111'],
  ['socket.getaddrinfo("example.com", 80)', 'gaierror', '-3'],
  ['socket.socket(type=socket.SOCK_DGRAM).sendto(b"x", ("10.0.0.1", 80))', 'OSError', '101'],
  ['open("/etc/written", "w")', 'PermissionError', '13'],
  ['os.mkdir("/srv/made")', 'PermissionError', '13'],
  ['os.kill(1, 15)', 'PermissionError', '1'],
])('%s fails with the error of the system: %s', async (line, name, number) => {
  const found = await findingsOf([
    HEAD,
    'try:',
    `    ${line}`,
    'except Exception as error:',
    `    assert (type(error).__name__, error.errno) == ("${name}", ${number}), repr(error)`,
    'else:',
    '    raise AssertionError("nothing was raised")',
  ]);
  expect(found).toHaveLength(1);
  expect(found[0]).toMatch(/^warning parse-\w+ 3: /);
});

test('a host that the policy allows has no finding, and is not reached', async () => {
  const lines = [
    HEAD,
    'try:',
    '    socket.create_connection(("db.example.com", 80))',
    'except socket.gaierror:',
    '    pass',
  ];
  expect(await findingsOf(lines)).toHaveLength(1);
  expect(await findingsOf(lines, { limits: { hosts: ['*.example.com'] } })).toEqual([]);
});

test('an error at a line without a refused effect is reported', async () => {
  const lines = ['import os', 'raise ValueError(os.waitpid(os.fork() or os._exit(0), 0)[1])'];
  expect(await findingsOf(lines)).toEqual([
    'error dag-import 2: ValueError: 0',
    expect.stringContaining('warning parse-process 2: forks'),
  ]);
});

test('a library that fails without its program gives an error with a remedy, and a notice', async () => {
  const modules = {
    'airflow/__init__.py': AIRFLOW,
    'tool.py': 'import subprocess\ndef run():\n    subprocess.run(["tool"])\n',
  };
  const found = await findingsOf(['import tool', 'tool.run()'], { modules });
  expect(found).toEqual([
    "error dag-import 2: FileNotFoundError: [Errno 2] No such file or directory (refused by flux-airflow check): 'tool'. If the program is in the image, add it to check.allow-programs of the policy",
    'notice parse-process 2: the library tool starts a process tool while DAGs are loaded; the check refused it',
  ]);
});

test('a library that inspects the machine during its import runs its programs and gives one notice', async () => {
  const modules = {
    'airflow/__init__.py': AIRFLOW,
    'sensors/__init__.py':
      'import platform, subprocess\nplatform.processor()\nassert subprocess.run(["true"]).returncode == 0\n',
  };
  const dags = Object.fromEntries(['a', 'b', 'c'].map((name) => [`${name}.py`, 'import sensors\n']));
  const { files } = await loadFiles(folder, dags, { modules, limits: { processes: 2 } });
  expect(findProblems(files, '/dags', POLICY)).toEqual([
    {
      level: 'notice',
      code: 'parse-process',
      message: 'the library sensors starts a process true while DAGs are loaded',
      location: { file: '/dags/a.py', line: 1 },
    },
  ]);
});

test('a file can write to its home, but not to the code', async () => {
  const home = join(folder, 'home');
  mkdirSync(home);
  // The code may be in the folder for temporary files, where everything else is writable.
  const environment = { HOME: home, TMPDIR: '/dev/shm' };
  const write = (path: string) => [HEAD, `open("${path}", "w").write("x")`];
  expect(await findingsOf(write(join(home, 'cache')), { environment })).toEqual([]);
  expect(existsSync(join(home, 'cache'))).toBe(true);
  expect(await findingsOf(write(join(folder, 'dags/x')), { environment })).toHaveLength(1);
  expect(
    await findingsOf(write(join(folder, 'dags/x')), { environment: { HOME: folder, TMPDIR: '/dev/shm' } }),
  ).toHaveLength(1);
});

test('a timer left over by one file does not end another file', async () => {
  const dags = { 'a.py': 'import signal\nsignal.alarm(1)\n', 'b.py': 'import time\ntime.sleep(1.5)\n' };
  const { files } = await loadFiles(folder, dags);
  expect(findProblems(files, '/dags', POLICY)).toEqual([]);
});

test('a fork that reaches the end of a file does not load the next one', async () => {
  const dags = { 'a.py': 'import os\nos.fork()\n', 'b.py': '' };
  const { files } = await loadFiles(folder, dags);
  expect(files.map(({ file, errors }) => [file, errors])).toEqual([
    ['a.py', []],
    ['b.py', []],
  ]);
});

test('a process left over by a file does not delay the check', async () => {
  // Longer than the time limit of a test.
  const lines = ['import os, time', 'if os.fork() == 0:', '    time.sleep(600)', '    os._exit(0)'];
  expect(await findingsOf(lines)).toEqual([expect.stringContaining('warning parse-process 2: forks')]);
});

test('a library of many modules that import one another, such as the client of Kubernetes, is not slow', async () => {
  const count = 1_200;
  const modules = Object.fromEntries(
    Array.from({ length: count }, (_, index) => [
      `many/part_${index}.py`,
      index === 0 ? 'value = 1\n' : `import many\nfrom many.part_${index - 1} import value\n`,
    ]),
  );
  const all = Array.from({ length: count }, (_, index) => `from many.part_${index} import value\n`).join('');
  const surroundings = { modules: { 'airflow/__init__.py': AIRFLOW, 'many/__init__.py': all, ...modules } };
  expect(await findingsOf(['from many import value'], surroundings)).toEqual([]);
});
