/** A finding of check: code and line. */
export type Expected = readonly [code: string, line: number];

export interface DagCase {
  readonly file: string;
  readonly source: string;
  readonly expected: readonly Expected[];
  /** The result of Airflow's `dags list-import-errors --local` for the file. */
  readonly airflow: 'loads' | 'broken' | 'not asked';
}

const HEAD = 'from datetime import datetime\n\nfrom airflow.sdk import DAG, Variable, dag, task\n';
const OWNED = 'default_args={"owner": "data", "retries": 1}';

/** Returns a file with a DAG at line 4 and this body. */
export function dag(id: string, body = '    EmptyOperator(task_id="only")', settings = OWNED): string {
  return `${HEAD}with DAG("${id}", schedule=None, ${settings}):\n    from airflow.providers.standard.operators.empty import EmptyOperator\n    from airflow.providers.standard.operators.python import PythonOperator\n${body}\n`;
}

function loads(file: string, source: string, ...expected: Expected[]): DagCase {
  return { file, source, expected, airflow: 'loads' };
}

function broken(file: string, source: string, ...expected: Expected[]): DagCase {
  return { file, source, expected, airflow: 'broken' };
}

/** Returns a case that is not loaded by Airflow, which would connect, fork or write as the file asks. */
function odd(file: string, source: string, ...expected: Expected[]): DagCase {
  return { file, source, expected, airflow: 'not asked' };
}

const GOOD: readonly DagCase[] = [
  loads('good.py', dag('good')),
  loads(
    'taskflow.py',
    `${HEAD}@dag(schedule="@daily", start_date=datetime(2026, 1, 1), ${OWNED})\ndef taskflow():\n    @task\n    def one() -> int:\n        return 1\n\n    one()\n\n\ntaskflow()\n`,
  ),
  loads('two.py', `${dag('two_a')}\n${dag('two_b').slice(HEAD.length)}`),
  loads('ümlaut.py', dag('umlaut')),
  loads('deep/folder/nested.py', dag('nested')),
  loads('no_dag.py', 'VALUE = 1\n'),
  loads('empty.py', ''),
  loads('unused.py', `${HEAD}def make() -> DAG:\n    return DAG("unused", schedule=None)\n`),
  loads('uses_logic.py', `from business_logic.sound import rate\n${dag('uses_logic')}\nassert rate() == 2\n`),
  loads(
    'caught.py',
    `try:\n    import missing_module\nexcept ImportError:\n    missing_module = None\n${dag('caught')}`,
  ),
  loads('match.py', `${dag('match')}\nmatch 1:\n    case 1:\n        pass\n`),
  loads(
    'output_as_arguments.py',
    dag(
      'output_as_arguments',
      '    first = PythonOperator(task_id="first", python_callable=dict)\n    PythonOperator(task_id="second", python_callable=print, op_args=first.output, op_kwargs=first.output)',
    ),
  ),
];

const BROKEN: readonly DagCase[] = [
  broken('syntax.py', 'x = (\n', ['dag-syntax', 1]),
  broken('syntax_later.py', `${HEAD}\ndef f(:\n    pass\n`, ['dag-syntax', 5]),
  broken('indent.py', 'def f():\n  x = 1\n    y = 2\n', ['dag-syntax', 3]),
  broken('tabs.py', 'def f():\n        x = 1\n\ty = 2\n', ['dag-syntax', 3]),
  broken('null.py', 'x = "\u0000"\n', ['dag-syntax', 1]),
  broken('no_words.py', 'raise ValueError("hidden")\n', ['dag-import', 1]),
  broken('missing_import.py', `${HEAD}\nimport missing_module\n`, ['dag-import', 5]),
  broken('missing_name.py', 'from business_logic.sound import nothing\n', ['dag-import', 1]),
  broken('missing_logic.py', 'from business_logic.el_pipeline import run\n', ['dag-import', 1]),
  broken('deep_error.py', '\n\nfrom business_logic.failing import VALUE\n', ['dag-import', 3]),
  broken('deep_syntax.py', 'from business_logic.half_written import VALUE\n', ['dag-syntax', 1]),
  broken('in_library.py', 'import json\n\njson.loads("{")\n', ['dag-import', 3]),
  broken('name_error.py', `${HEAD}\nprint(undefined)\n`, ['dag-import', 5]),
  broken('type_error.py', `${HEAD}\nDAG()\n`, ['dag-import', 5]),
  broken('key_error.py', 'import os\n\nHOST = os.environ["DATABASE_HOST"]\n', ['dag-import', 3]),
  broken('exits.py', 'import sys\n\nsys.exit(1)\n', ['dag-import', 3]),
  broken('raises_base.py', 'raise BaseException("all of it")\n', ['dag-import', 1]),
  broken('recursion.py', 'def f():\n    return f()\n\n\nf()\n', ['dag-import', 2]),
  broken('bad_id.py', `${HEAD}\nDAG("a b/c", schedule=None)\n`, ['dag-import', 5]),
  broken('bad_cron.py', dag('bad_cron').replace('schedule=None', 'schedule="every day"'), ['dag-import', 4]),
  broken('task_twice.py', dag('task_twice', '    EmptyOperator(task_id="x")\n    EmptyOperator(task_id="x")'), [
    'dag-import',
    8,
  ]),
  broken(
    'cycle.py',
    dag('cycle', '    a = EmptyOperator(task_id="a")\n    b = EmptyOperator(task_id="b")\n    a >> b >> a'),
    ['dag-cycle', 4],
  ),
  broken('wrong_argument.py', dag('wrong_argument', '    EmptyOperator(task_id="x", retrys=1)'), ['dag-import', 7]),
  broken('removed_api.py', 'from airflow.operators.subdag import SubDagOperator\n', ['dag-import', 1]),
  broken('sleep.py', 'import time\n\ntime.sleep()\n', ['dag-import', 3]),
  broken('not_utf8.py', '# coding: latin-9x\n', ['dag-syntax', 1]),
  broken('shadowed.py', 'from business_logic.sound import rate\n\nrate = rate()\nrate()\n', ['dag-import', 4]),
  broken('unpacks.py', 'a, b = [1]\n', ['dag-import', 1]),
  broken('asserts.py', 'assert 1 == 2, "never"\n', ['dag-import', 1]),
  broken(
    'chained.py',
    'try:\n    1 / 0\nexcept ZeroDivisionError as error:\n    raise ValueError("worse") from error\n',
    ['dag-import', 4],
  ),
];

const POOR: readonly DagCase[] = [
  loads('no_owner.py', dag('no_owner', undefined, 'default_args={"retries": 1}'), ['dag-no-owner', 4]),
  loads('no_retries.py', dag('no_retries', undefined, 'default_args={"owner": "data"}'), ['dag-retries', 4]),
  loads('catchup.py', dag('catchup', undefined, 'default_args={"owner": "data", "retries": 1, "catchup": False}'), [
    'dag-catchup',
    4,
  ]),
  loads('old_import.py', `${dag('old_import')}\nfrom airflow.operators.python import PythonOperator\n`, [
    'dag-deprecated',
    9,
  ]),
  loads(
    'live.py',
    dag('live', '    PythonOperator(task_id="x", python_callable=print, op_kwargs={"client": object()})'),
    ['dag-live-object', 7],
  ),
  loads('clock.py', dag('clock', '    EmptyOperator(task_id="x", doc=str(datetime.now()))'), ['dag-unstable', 4]),
  loads('random_tasks.py', dag('random_tasks', '    import uuid\n\n    EmptyOperator(task_id=f"x_{uuid.uuid4()}")'), [
    'dag-unstable',
    4,
  ]),
  loads('same_id_a.py', dag('same_id')),
  { file: 'same_id_b.py', source: dag('same_id'), expected: [['dag-duplicate', 4]], airflow: 'not asked' },
  loads('known_variable.py', `${dag('known_variable')}\nRATE = Variable.get("rate")\n`, ['parse-variable', 9]),
];

const EFFECTS: readonly DagCase[] = [
  odd('variable.py', `${HEAD}\nX = Variable.get("unknown")\n`, ['parse-variable', 5]),
  odd('variable_default.py', `${dag('variable_default')}\nX = Variable.get("unknown", default=1)\n`, [
    'parse-variable',
    9,
  ]),
  odd('old_variable.py', 'from airflow.models import Variable\n\nX = Variable.get("unknown", default_var=1)\n', [
    'parse-variable',
    3,
  ]),
  odd('connects.py', 'import socket\n\nsocket.create_connection(("10.0.0.1", 5432))\n', ['parse-network', 3]),
  odd('requests_get.py', 'from urllib.request import urlopen\n\nurlopen("https://example.com/")\n', [
    'parse-network',
    3,
  ]),
  odd(
    'swallows.py',
    `${dag('swallows')}\nfrom urllib.request import urlopen\n\ntry:\n    urlopen("https://example.com/")\nexcept Exception:\n    pass\n`,
    ['parse-network', 12],
  ),
  odd('deep_network.py', 'from business_logic.asks import answer\n\nanswer()\n', ['parse-network', 3]),
  odd('runs.py', 'import subprocess\n\nsubprocess.run(["true"])\n', ['parse-process', 3]),
  odd('system.py', 'import os\n\nos.system("true")\n', ['parse-process', 3]),
  odd('writes.py', 'with open("/etc/written", "w") as file:\n    file.write("x")\n', ['parse-write', 1]),
  odd('makes_folder.py', 'import os\n\nos.mkdir("/srv/made")\n', ['parse-write', 3]),
  odd('sqlite.py', 'import sqlite3\n\nsqlite3.connect("/srv/x.db")\n', ['parse-database', 3]),
];

/** Malicious files: each has its own finding, and all others are still checked. */
const HOSTILE: readonly DagCase[] = [
  odd('fork_bomb.py', 'import os\n\nwhile True:\n    os.fork()\n', ['parse-process', 4]),
  odd('loop.py', 'while True:\n    pass\n', ['dag-slow', 1]),
  odd(
    'ignores_alarm.py',
    'while True:\n    try:\n        while True:\n            pass\n    except BaseException:\n        pass\n',
    ['dag-slow', 1],
  ),
  odd('memory.py', 'x = [0] * 10**10\n', ['dag-memory', 1]),
  odd('prints.py', 'for _ in range(100):\n    print("::error::x" * 100_000)\n'),
  odd('commands.py', 'print("::set-output name=errors::0")\nprint("::add-mask::e")\nprint("\\x1b[2J")\n'),
  odd('exit_zero.py', 'import os\n\nos._exit(0)\n', ['dag-died', 1]),
  odd('segfault.py', 'import ctypes\n\nctypes.string_at(0)\n', ['dag-died', 1]),
  odd('kills_parent.py', 'import os\n\nos.kill(os.getppid(), 9)\n', ['parse-process', 3]),
  odd('kills_by_c.py', 'import ctypes\nimport os\n\nctypes.CDLL(None).kill(os.getppid(), 9)\n', ['dag-died', 1]),
  odd('replaces.py', 'import json\n\njson.dumps = lambda *_, **__: "{}"\n', ['dag-tampers', 1]),
  odd('closes_all.py', 'import os\n\nos.closerange(0, 100)\n', ['dag-died', 1]),
];

export const CASES: readonly DagCase[] = [...GOOD, ...BROKEN, ...POOR, ...EFFECTS, ...HOSTILE];

export const LOGIC: Readonly<Record<string, string>> = {
  'sound.py': 'def rate() -> int:\n    return 2\n',
  'failing.py': 'def load() -> int:\n    return {}["key"]\n\n\nVALUE = load()\n',
  'half_written.py': 'VALUE = (\n',
  'asks.py': 'import socket\n\n\ndef answer() -> None:\n    socket.create_connection(("10.0.0.1", 80))\n',
};
