"""Finds what fails only when a task runs: templates that Airflow cannot render, and references to other DAGs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from jinja2 import Environment, TemplateError, meta

from dagbag.lines import Lines

REMOVED = {
    "execution_date": "logical_date",
    "next_execution_date": "data_interval_end",
    "next_ds": "data_interval_end | ds",
    "next_ds_nodash": "data_interval_end | ds_nodash",
    "prev_execution_date": "prev_data_interval_start_success",
    "prev_execution_date_success": "prev_data_interval_start_success",
    "prev_ds": "macros.ds_add(ds, -1)",
    "prev_ds_nodash": "macros.ds_add(ds, -1)",
    "tomorrow_ds": "macros.ds_add(ds, 1)",
    "tomorrow_ds_nodash": "macros.ds_add(ds, 1)",
    "yesterday_ds": "macros.ds_add(ds, -1)",
    "yesterday_ds_nodash": "macros.ds_add(ds, -1)",
}
"""https://airflow.apache.org/docs/apache-airflow/stable/installation/upgrading_to_airflow3.html"""
REFERENCES = ("trigger_dag_id", "external_dag_id")
JINJA = Environment(autoescape=False)  # noqa: S701  parses templates; renders none

try:
    from airflow.sdk.definitions.context import Context

    GONE = {name: instead for name, instead in REMOVED.items() if name not in getattr(Context, "__annotations__", {})}
except ModuleNotFoundError:  # before Airflow 3.0
    GONE = {}


def templates_of(dag: Any, lines: Lines) -> list[dict[str, object]]:
    """List the problems of a DAG's templates and the DAGs that its tasks refer to."""
    own = set(getattr(dag, "user_defined_macros", None) or {})
    return [
        {"kind": kind, "task": task.task_id, "line": lines.of(task.task_id), "field": field, "detail": detail, **more}
        for task in dag.tasks
        for kind, field, detail, more in problems_of(task, own)
    ]


def problems_of(task: Any, own: set[str]) -> Iterator[tuple[str, str, str, dict[str, str]]]:
    """Return kind, field and detail of each problem of a task."""
    extensions = tuple(task.template_ext or ())
    for field in task.template_fields or ():
        value = getattr(task, field, None)
        for text in strings_in(value):
            if extensions and is_file_name(text, value) and text.endswith(extensions):
                yield "missing-file", field, text, {}
            for name in sorted(undeclared(text) - own):
                yield "removed-name", field, name, {"instead": GONE[name]}
    for field in REFERENCES:
        value = getattr(task, field, None)
        if isinstance(value, str) and "{" not in value:
            yield "reference", field, value, {}


def is_file_name(text: str, value: Any) -> bool:
    """Return whether Airflow replaces this string by the file's content; it does so at the top and in lists only."""
    return "\n" not in text and (text is value or isinstance(value, list))


def undeclared(text: str) -> set[str]:
    """Return the names in a template that Airflow no longer has."""
    if "{" not in text or not any(name in text for name in GONE):
        return set()
    try:
        return meta.find_undeclared_variables(JINJA.parse(text)) & set(GONE)
    except TemplateError:
        return set()


def strings_in(value: Any) -> Iterable[str]:
    """Return the strings in a field: itself, and those in lists and dictionaries."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, (list, tuple)):
        for each in value:
            yield from strings_in(each)
    elif isinstance(value, dict):
        for each in value.values():
            yield from strings_in(each)
