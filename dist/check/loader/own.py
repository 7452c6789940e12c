"""Decides which code is the team's own. Code that pip installed below its folders is not."""

from __future__ import annotations

import os

from request import Request

LOADER = os.path.dirname(os.path.realpath(__file__))
"""The folder of this loader, which is never the team's code."""


def roots_of(request: Request) -> tuple[str, ...]:
    """Return the folders of the team's code and the DAG folder as prefixes of real paths."""
    return tuple(f"{os.path.realpath(root)}{os.sep}" for root in folders_of(request))


def folders_of(request: Request) -> tuple[str, ...]:
    """Return the folders of the team's code as the request names them."""
    return (request.dag_folder, *request.roots)


def name_given(path: str, file: str, request: Request) -> str:
    """Return a real path as the request names it: folders may be links, and `file` is the file being loaded."""
    if path == os.path.realpath(file):
        return file
    for folder, root in zip(folders_of(request), roots_of(request)):
        if path.startswith(root):
            return os.path.join(folder, path[len(root) :])
    return path


def is_own_code(file: str, roots: tuple[str, ...]) -> bool:
    """Return whether code is the team's, by the name of its file: `<string>`, `<frozen os>` and `built-in` are not."""
    return os.path.isabs(file) and is_own(os.path.realpath(file), roots)


def is_own(path: str, roots: tuple[str, ...]) -> bool:
    """Return whether a real path is in one of the folders."""
    return path.startswith(roots) and "site-packages" not in path


def folder_of_run() -> str:
    """Return the folder of this run alone, in which Airflow writes its logs and its settings; empty: none."""
    logs = os.environ.get("AIRFLOW__LOGGING__BASE_LOG_FOLDER", "")
    folder = os.path.dirname(logs.rstrip(os.sep))
    return folder if os.path.isabs(logs) and folder != os.sep else ""
