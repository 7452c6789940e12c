"""Describes a DAG by what Airflow stores of it: the serialised form that its own hash is made of."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from typing import Any

from airflow.models.serialized_dag import SerializedDagModel
from airflow.serialization import serialized_objects
from own import folder_of_run
from request import Request

from dagbag.lines import Lines
from dagbag.templates import templates_of

Serialization: Any = getattr(serialized_objects, "DagSerialization", None) or serialized_objects.SerializedDAG
ADDRESS = re.compile(r" at 0x[0-9a-f]+(?=>)")
MODULE = re.compile(r"unusual_prefix_[0-9a-f]{40}_")
"""Airflow's name for the module of a DAG file has a hash of its absolute path."""
PATHS = ("fileloc", "relative_fileloc", "_processor_dags_folder")
LOOKS = ("ui_color", "ui_fgcolor", "template_fields", "template_fields_renderers", "template_ext")
STRUCTURE = {"tasks", "task_group", "edge_info", "dag_dependencies", "downstream_task_ids", "task_id", "dag_id"}
"""Fields with parts of their own in the report, or that follow from others."""
MOST_CHARACTERS = 2_000


def describe(dag: Any, lines: Lines, request: Request) -> dict[str, object]:
    """Describe a DAG, with a fingerprint that neither paths nor memory addresses change."""
    try:
        stored, problem = stored_form(dag, request), None
    except Exception as error:
        stored, problem = {"dag": {}}, f"{type(error).__name__}: {error}"
    fields = {str(task["task_id"]): task for task in map(variables_of, stored["dag"].get("tasks", []))}
    tasks = sorted(dag.tasks, key=lambda task: str(task.task_id))
    return {
        "id": dag.dag_id,
        "line": lines.of(dag.dag_id),
        "schedule": schedule_of(dag),
        "owners": sorted({str(task.owner) for task in tasks}),
        "tags": sorted(dag.tags),
        "catchupInDefaultArgs": (dag.default_args or {}).get("catchup", dag.catchup) != dag.catchup,
        "tasks": [describe_task(task, lines, fields.get(task.task_id, {})) for task in tasks],
        "settings": texts_of(stored["dag"]),
        "templates": templates_of(dag, lines),
        "problem": problem,
        "fingerprint": "" if problem else hash_of(stored),
    }


def stored_form(dag: Any, request: Request) -> dict[str, Any]:
    """Return the serialised form without the paths of this checkout and this run."""
    data = Serialization.to_dict(dag)
    for name in PATHS:
        data["dag"].pop(name, None)
    text = MODULE.sub("unusual_prefix_", json.dumps(data, default=str))
    for root in sorted((request.dag_folder, *request.roots), key=len, reverse=True):
        text = text.replace(json.dumps(f"{root}/")[1:-1], "").replace(json.dumps(root)[1:-1], ".")
    of_run = folder_of_run()
    text = text.replace(json.dumps(of_run)[1:-1], "~") if of_run else text
    form: dict[str, Any] = json.loads(text)
    return form


def hash_of(stored: dict[str, Any]) -> str:
    """Return Airflow's own hash, which sorts what has no order; an address in a text does not count."""
    form = json.loads(ADDRESS.sub("", json.dumps(stored)))
    own_hash = getattr(SerializedDagModel, "hash", None)
    if own_hash is not None:
        return str(own_hash(form))
    return hashlib.sha256(json.dumps(form, sort_keys=True).encode()).hexdigest()  # before Airflow 3.0


def variables_of(task: dict[str, Any]) -> dict[str, Any]:
    """Return the fields of a serialised task."""
    fields: dict[str, Any] = task.get("__var", task)
    return fields


def texts_of(fields: dict[str, Any]) -> dict[str, str]:
    """Return the fields as texts that can be compared and shown."""
    kept = {name: value for name, value in fields.items() if name not in STRUCTURE and name not in LOOKS}
    return {name: shortened(ADDRESS.sub("", text_of(value))) for name, value in sorted(kept.items())}


def text_of(value: Any) -> str:
    """Return a serialised value as text: plain strings as they are, others without Airflow's type marks."""
    return value if isinstance(value, str) else json.dumps(plain(value), sort_keys=True, ensure_ascii=False)


def plain(value: Any) -> Any:
    """Return a serialised value without Airflow's type marks."""
    if isinstance(value, dict):
        inner = value.get("__var") if set(value) == {"__type", "__var"} else None
        return plain(inner) if inner is not None else {name: plain(each) for name, each in value.items()}
    return [plain(each) for each in value] if isinstance(value, list) else value


def shortened(text: str) -> str:
    """Return a long text's beginning, with a hash of all of it."""
    if len(text) <= MOST_CHARACTERS:
        return text
    return f"{text[:MOST_CHARACTERS]}… ({hashlib.sha256(text.encode()).hexdigest()[:8]})"


def schedule_of(dag: Any) -> str:
    """Return the schedule as Airflow's UI shows it."""
    summary = getattr(dag.timetable, "summary", None)
    return str(summary if summary else dag.schedule or "never")


def describe_task(task: Any, lines: Lines, fields: dict[str, Any]) -> dict[str, object]:
    """Describe a task and its downstream tasks."""
    group = getattr(task, "task_group", None)
    return {
        "id": task.task_id,
        "line": lines.of(task.task_id),
        "type": task.task_type,
        "owner": str(task.owner),
        "retries": task.retries or 0,
        "group": group.group_id if group is not None else None,
        "downstream": sorted(task.downstream_task_ids),
        "fields": texts_of(fields),
        "live": sorted(live_fields(fields)),
    }


def live_fields(fields: dict[str, Any]) -> Iterable[str]:
    """Name the fields that Airflow stores with a memory address, because its hash then differs on each load."""
    return {name for name, value in fields.items() if ADDRESS.search(json.dumps(value))}
