"""Loads a file with Airflow, describes its DAGs and answers its reads; no other module imports Airflow."""

from __future__ import annotations

import hashlib
import json
import os
import re
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

os.environ["AIRFLOW__CORE__DAGBAG_IMPORT_ERROR_TRACEBACK_DEPTH"] = "1000"
os.environ["AIRFLOW__CORE__DAGBAG_IMPORT_TIMEOUT"] = "0"

import airflow
from airflow.models import Connection as OldConnection
from airflow.models import Variable as OldVariable
from airflow.serialization import serialized_objects

try:
    from airflow.dag_processing.dagbag import DagBag
except ModuleNotFoundError:  # before Airflow 3.2
    from airflow.models.dagbag import DagBag
try:
    from airflow.sdk import Connection, Variable
except ModuleNotFoundError:  # before Airflow 3.0
    Connection, Variable = OldConnection, OldVariable
from lines import Lines
from own import is_own, name_given, roots_of
from request import Request

Serialization: Any = getattr(serialized_objects, "DagSerialization", None) or serialized_objects.SerializedDAG
LIVE_OBJECT = re.compile(r"<[\w.<>]+ object at 0x[0-9a-f]+>")
PLACES = re.compile(r'File "([^"]+)", line (\d+)')
WARNED_LINE = re.compile(r":\d+: ")
MOST_ERROR_CHARACTERS = 20_000


def version() -> str:
    """Return the version of Airflow."""
    return str(airflow.__version__)


def files_of(folder: str) -> list[str]:
    """List the Python files of the DAG folder, relative and sorted, without those that `.airflowignore` excludes."""
    from airflow.utils.file import list_py_file_paths

    found = [os.path.relpath(path, folder) for path in list_py_file_paths(folder, safe_mode=False)]
    # Airflow 2 also lists its own examples.
    return sorted(path for path in found if path.endswith(".py") and not path.startswith(os.pardir + os.sep))


def answer_reads(request: Request, add: Callable[[str, str], None]) -> None:
    """Answer and record `Variable.get` and `Connection.get`, with the samples of the repository."""
    missing = object()

    def get_variable(_: type, key: str, default: Any = missing, deserialize_json: bool = False, **old: Any) -> Any:
        default = old.get("default_var", default)
        if key in request.variables:
            add("variable", key)
            value = request.variables[key]
            return json.loads(value) if deserialize_json else value
        add("unknown-variable", key)
        if default is not missing:
            return default
        raise KeyError(f"Variable {key} is not in config/variables.json")

    def get_connection(_: type, conn_id: str, *__: Any) -> Any:
        add("connection" if conn_id in request.connections else "unknown-connection", conn_id)
        return Connection(conn_id=conn_id, conn_type="generic", host="localhost")

    for variable in (Variable, OldVariable):
        variable.get = classmethod(get_variable)
    Connection.get = classmethod(get_connection)
    OldConnection.get_connection_from_secrets = classmethod(get_connection)


class Bag(DagBag):
    """Keeps every DAG of a file, even if several have the same id."""

    def __init__(self, folder: str) -> None:
        super().__init__(dag_folder=os.devnull, collect_dags=False, load_op_links=False)
        self.seen: list[Any] = []
        if folder not in sys.path:
            sys.path.append(folder)

    def bag_dag(self, dag: Any, *root: Any, **named: Any) -> None:
        """Record the DAG, then call Airflow; Airflow 2 also passes the DAG as the root of its SubDAGs."""
        # Airflow before 3.3 bags a DAG twice if both the file and its operators refer to it.
        if not any(dag is each for each in self.seen):
            self.seen.append(dag)
        super().bag_dag(dag, *root, **named)


class Loader:
    """Loads each file into a bag of its own."""

    def __init__(self, request: Request) -> None:
        self._request = request

    def load(self, file: str) -> dict[str, object]:
        """Return the DAGs and errors of a file, and the warnings about the team's own code."""
        path = os.path.join(self._request.dag_folder, file)
        bag = Bag(self._request.dag_folder)
        bag.process_file(path, only_if_updated=False, safe_mode=False)
        lines = Lines(path)
        dags = [describe(dag, lines) for dag in bag.seen]
        errors = [
            {**describe_error(text, path, self._request), "line": lines.dag} for text in bag.import_errors.values()
        ]
        warned = [text for texts in bag.captured_warnings.values() for text in texts]
        roots = roots_of(self._request)
        warnings = [text for text in warned if is_own(os.path.realpath(WARNED_LINE.split(text)[0]), roots)]
        return {"dags": dags, "errors": errors, "warnings": warnings}

    def fingerprint(self) -> tuple[int, ...]:
        """Return the identities of functions that loading depends on, to detect a file that replaces them."""
        watched = (DagBag.process_file, Bag.bag_dag, json.dumps, os.write, os.path.join, Serialization.to_dict)
        return tuple(id(getattr(each, "__func__", each)) for each in watched)


def describe_error(text: str, file: str, request: Request) -> dict[str, object]:
    """Return the last line of a traceback as the message, and the places in the team's code, outermost first."""
    roots = roots_of(request)
    places = [(os.path.realpath(name), int(line)) for name, line in PLACES.findall(text) if name[:1] != "<"]
    own = [(name_given(path, file, request), line) for path, line in places if is_own(path, roots)]
    lines = [line for line in text.strip().splitlines() if line.strip() != ""]
    message = next((line for line in reversed(lines) if not line.startswith((" ", "~", "^"))), "")
    return {"message": message[:1000], "places": own, "text": text[-MOST_ERROR_CHARACTERS:]}


def describe(dag: Any, lines: Lines) -> dict[str, object]:
    """Describe a DAG, with a fingerprint of its serialised form."""
    try:
        serialized = json.dumps(Serialization.to_dict(dag), sort_keys=True, default=str)
        problem = None
    except Exception as error:
        serialized, problem = "", f"{type(error).__name__}: {error}"
    tasks = sorted(dag.tasks, key=lambda task: str(task.task_id))
    return {
        "id": dag.dag_id,
        "line": lines.of(dag.dag_id),
        "schedule": schedule_of(dag),
        "owners": sorted({str(task.owner) for task in tasks}),
        "tags": sorted(dag.tags),
        "catchupInDefaultArgs": "catchup" in (dag.default_args or {}),
        "tasks": [describe_task(task, lines) for task in tasks],
        "problem": problem,
        "fingerprint": hashlib.sha256(serialized.encode()).hexdigest()[:16],
    }


def schedule_of(dag: Any) -> str:
    """Return the schedule as Airflow's UI shows it."""
    summary = getattr(dag.timetable, "summary", None)
    return str(summary if summary else dag.schedule or "never")


def describe_task(task: Any, lines: Lines) -> dict[str, object]:
    """Describe a task and its downstream tasks."""
    return {
        "id": task.task_id,
        "line": lines.of(task.task_id),
        "type": task.task_type,
        "owner": str(task.owner),
        "retries": task.retries or 0,
        "downstream": sorted(task.downstream_task_ids),
        "live": sorted(live_objects(task)),
    }


def live_objects(task: Any) -> Iterable[str]:
    """Name the arguments whose text contains a memory address, because such a DAG differs on each load."""
    named, listed = getattr(task, "op_kwargs", None), getattr(task, "op_args", None)
    # Either may be the output of another task, which is unknown until that task runs.
    given = {
        **(named if isinstance(named, Mapping) else {}),
        **(dict(enumerate(listed)) if isinstance(listed, Sequence) else {}),
    }
    return {str(name) for name, value in given.items() if LIVE_OBJECT.search(repr(value))}
