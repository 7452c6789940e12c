/** DAG files and libraries that do more than define DAGs, and work if the machine denies it. */
import { dag } from './cases.ts';

export interface EffectFile {
  readonly file: string;
  readonly source: string;
  /** Level, code and line of each finding. */
  readonly expected: readonly string[];
}

/** Returns a file with these lines before the DAG. The DAG's id can be an expression in braces. */
function file(name: string, lines: readonly string[], ...expected: string[]): EffectFile {
  const id = `${name}_{RESULT}`;
  const text = dag('ID').replace('DAG("ID"', `DAG(f"${id}"`);
  return { file: `effects/${name}.py`, source: `RESULT = ""\n${lines.join('\n')}\n${text}`, expected };
}

const METADATA = 'http://169.254.169.254/latest/meta-data/';

export const EFFECT_FILES: readonly EffectFile[] = [
  file('processor', ['import platform', 'RESULT = platform.processor() or "unknown"']),
  file('architecture', ['import platform', 'RESULT = platform.architecture()[0]']),
  file('find_library', ['import ctypes.util', 'RESULT = ctypes.util.find_library("c")']),
  file(
    'git',
    [
      'import subprocess',
      'try:',
      '    subprocess.check_output(["git", "rev-parse", "HEAD"])',
      'except Exception:',
      '    pass',
    ],
    'error parse-process 4',
  ),
  file(
    'git_not_installed',
    ['import subprocess', 'try:', '    subprocess.run(["git", "--version"])', 'except FileNotFoundError:', '    pass'],
    'error parse-process 4',
  ),
  file('popen', ['import os', 'VERSION = os.popen("git describe --always 2>&1").read()'], 'error parse-process 3'),
  file(
    'shell',
    ['import subprocess', 'CODE = subprocess.run("git --version | cat", shell=True).returncode'],
    'error parse-process 3',
  ),
  file('system', ['import os', 'CODE = os.system("git --version > /dev/null")'], 'error parse-process 3'),
  file(
    'asyncio_program',
    [
      'import asyncio',
      'async def version():',
      '    try:',
      '        program = await asyncio.create_subprocess_exec("git", "--version", stdout=-1)',
      '        await program.wait()',
      '    except FileNotFoundError:',
      '        pass',
      'asyncio.run(version())',
    ],
    'error parse-process 9',
  ),
  file(
    'asyncio_shell',
    [
      'import asyncio',
      'async def version():',
      '    program = await asyncio.create_subprocess_shell("git --version", stdout=-1)',
      '    await program.wait()',
      'asyncio.run(version())',
    ],
    'error parse-process 6',
  ),
  file(
    'pool',
    [
      'import multiprocessing',
      'with multiprocessing.get_context("fork").Pool(2) as pool:',
      '    RESULT = sum(pool.map(len, ["a", "bc"]))',
    ],
    'error parse-process 3',
  ),
  file(
    'executor',
    [
      'import concurrent.futures, multiprocessing',
      'with concurrent.futures.ProcessPoolExecutor(1, multiprocessing.get_context("fork")) as pool:',
      '    RESULT = pool.submit(len, "abc").result()',
    ],
    'error parse-process 4',
  ),
  file(
    'fork',
    ['import os', 'child = os.fork()', 'if child == 0:', '    os._exit(3)', 'RESULT = os.waitpid(child, 0)[1] >> 8'],
    'error parse-process 3',
  ),
  file('threads', [
    'from concurrent.futures import ThreadPoolExecutor',
    'with ThreadPoolExecutor(2) as pool:',
    '    RESULT = sum(pool.map(len, ["a", "bc"]))',
  ]),
  file(
    'thread_network',
    [
      'from concurrent.futures import ThreadPoolExecutor',
      'from urllib.request import urlopen',
      'with ThreadPoolExecutor(1) as pool:',
      '    RESULT = type(pool.submit(urlopen, "http://127.0.0.1:9/").exception()).__name__',
    ],
    'error parse-network 5',
  ),
  file(
    'metadata',
    [
      'from urllib.request import urlopen',
      'try:',
      `    urlopen("${METADATA}", timeout=0.2)`,
      'except OSError:',
      '    pass',
    ],
    'notice parse-network 4',
  ),
  file(
    'refused',
    [
      'import socket',
      'try:',
      '    socket.create_connection(("127.0.0.1", 9))',
      'except ConnectionRefusedError:',
      '    RESULT = "refused"',
    ],
    'error parse-network 4',
  ),
  file(
    'connect_ex',
    ['import socket', 'with socket.socket() as connection:', '    RESULT = connection.connect_ex(("127.0.0.1", 9))'],
    'error parse-network 4',
  ),
  file(
    'unknown_host',
    [
      'import socket',
      'try:',
      '    socket.getaddrinfo("nowhere.invalid", 80)',
      'except socket.gaierror:',
      '    RESULT = "unknown"',
    ],
    'error parse-network 4',
  ),
  file('localhost', ['import socket', 'RESULT = socket.getaddrinfo("127.0.0.1", 80)[0][4][1]']),
  file('own_address', [
    'import socket',
    'with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:',
    '    probe.connect(("127.0.0.1", 9))',
    '    RESULT = probe.getsockname()[0].replace(".", "_")',
  ]),
  file('memory_database', ['import sqlite3', 'RESULT = sqlite3.connect(":memory:").execute("select 1").fetchone()[0]']),
  file('temporary', [
    'import tempfile',
    'with tempfile.NamedTemporaryFile("w") as cache:',
    '    RESULT = cache.write("x")',
  ]),
  file('existing_folder', ['import os', 'os.makedirs(os.path.dirname(__file__), exist_ok=True)']),
  file('missing_file', [
    'import os',
    'try:',
    '    os.remove("/nowhere/file")',
    'except FileNotFoundError:',
    '    RESULT = "missing"',
  ]),
  file('looks_for_parent', ['import os', 'os.kill(os.getppid(), 0)']),
  file(
    'imports_library',
    ['import looks_around', 'RESULT = looks_around.CODE'],
    'notice parse-network 2',
    'notice parse-process 2',
  ),
  file('imports_library_too', ['import looks_around', 'RESULT = looks_around.CODE']),
  file('calls_library', ['import tracker', 'tracker.start()'], 'notice parse-process 3'),
];

/** Packages as pip installs them, below `site-packages`. */
export const LIBRARIES: Readonly<Record<string, string>> = {
  'looks_around/__init__.py': [
    'import platform, subprocess',
    'from urllib.request import urlopen',
    'platform.processor()',
    'CODE = subprocess.run(["sh", "-c", "exit 5"]).returncode',
    'try:',
    '    urlopen("http://127.0.0.1:9/", timeout=0.2)',
    'except OSError:',
    '    pass',
  ].join('\n'),
  'tracker.py': [
    'import subprocess',
    'def start():',
    '    try:',
    '        subprocess.check_output(["git", "rev-parse", "HEAD"])',
    '    except (OSError, subprocess.CalledProcessError):',
    '        pass',
  ].join('\n'),
};
