"""Lists the DAG files of a folder as Airflow's DAG processor does, with the settings of this Airflow."""

from __future__ import annotations

import ast
import os

from airflow.configuration import conf
from airflow.utils.file import list_py_file_paths


def files_of(folder: str) -> list[str]:
    """List the files that Airflow loads, relative and sorted: Python files and zip archives."""
    return listed(folder, is_safe_mode())


def skipped_of(folder: str, files: list[str]) -> list[dict[str, object]]:
    """List files that Airflow skips because of the words in their text, although they look like DAGs."""
    if not is_safe_mode():
        return []
    loaded = set(files)
    found = []
    for file in listed(folder, safe_mode=False):
        line = None if file in loaded else line_of_dag(os.path.join(folder, file))
        if line is not None:
            found.append({"file": file, "line": line})
    return found


def is_safe_mode() -> bool:
    """Return Airflow's setting: whether it skips files by their text."""
    return bool(conf.getboolean("core", "dag_discovery_safe_mode", fallback=True))


def listed(folder: str, safe_mode: bool) -> list[str]:
    """List the files of a folder by Airflow's own function."""
    found = [os.path.relpath(path, folder) for path in list_py_file_paths(folder, safe_mode=safe_mode)]
    # Airflow 2 also lists its own examples.
    return sorted(path for path in found if not path.startswith(os.pardir + os.sep))


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
