"""Lists the DAG files of a folder as Airflow's DAG processor does, with the settings of this Airflow."""

from __future__ import annotations

import ast
import os
from collections.abc import Callable

from airflow.configuration import conf
from airflow.utils.file import list_py_file_paths, might_contain_dag

BY_ITS_TEXT = "airflow.utils.file.might_contain_dag_via_default_heuristic"
"""Airflow's own function that decides, by the words in its text alone, whether to load a file."""


def candidates_of(folder: str) -> list[str]:
    """List the Python files and zip archives that Airflow considers, relative and sorted, by its own function."""
    found = [os.path.relpath(path, folder) for path in list_py_file_paths(folder, safe_mode=False)]
    # Airflow 2 also lists its own examples.
    return sorted(path for path in found if not path.startswith(os.pardir + os.sep))


def select(folder: str, candidates: list[str], known: Callable[[str], bool]) -> list[str]:
    """Return the files that Airflow loads. It loads those whose text is `known` from an earlier run, as it did then."""
    if not conf.getboolean("core", "dag_discovery_safe_mode", fallback=True):
        return candidates
    is_known = known if is_by_text() else (lambda _: False)
    return [file for file in candidates if is_known(file) or is_loaded(os.path.join(folder, file))]


def is_by_text() -> bool:
    """Return whether Airflow chooses the files by their text; else a function of the team or of a library does."""
    return bool(conf.get("core", "might_contain_dag_callable", fallback=BY_ITS_TEXT) == BY_ITS_TEXT)


def is_loaded(path: str) -> bool:
    """Return whether Airflow loads a file that it considers, by its own function; an error counts as no, as there."""
    try:
        return bool(might_contain_dag(path, True))
    except Exception:
        return False


def skipped_of(folder: str, candidates: list[str], files: list[str]) -> list[dict[str, object]]:
    """List files that Airflow skips because of the words in their text, although they look like DAGs."""
    loaded = set(files)
    lines = ((file, line_of_dag(os.path.join(folder, file))) for file in candidates if file not in loaded)
    return [{"file": file, "line": line} for file, line in lines if line is not None]


def line_of_dag(path: str) -> int | None:
    """Return the first line at the top level that makes a DAG by its own or a helper's name; None: there is none."""
    try:
        with open(path, "rb") as file:
            tree = ast.parse(file.read())
    except (OSError, SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    return next((node.lineno for node in tree.body if makes_dag(node)), None)


def makes_dag(statement: ast.stmt) -> bool:
    """Return whether a statement calls DAG(…), or keeps the result of a call in a variable named dag."""
    if isinstance(statement, (ast.Assign, ast.AnnAssign)) and isinstance(statement.value, ast.Call):
        targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
        names = [target.id for target in targets if isinstance(target, ast.Name)]
        return called_name(statement.value) == "DAG" or "dag" in names
    if isinstance(statement, (ast.With, ast.AsyncWith)):
        calls = [item.context_expr for item in statement.items]
        return any(isinstance(call, ast.Call) and called_name(call) == "DAG" for call in calls)
    return False


def called_name(call: ast.Call) -> str:
    """Return the last part of the name that is called."""
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
