"""Loads the plugins as Airflow's DAG processor does when it starts: each file under the bare name of its module."""

from __future__ import annotations

import json
import os
import sys
from importlib import import_module
from importlib.machinery import PathFinder
from typing import Any

from airflow import plugins_manager, settings
from own import LOADER, folders_of, is_own_code, roots_of
from request import Request

from process.forked import answer_of

SECONDS = 60.0
PLUGIN = b"AirflowPlugin"

_harm = False


def load() -> None:
    """Load the plugins into this fork, unless the trial showed that they break it."""
    if not _harm:
        load_all()


def is_harmful() -> bool:
    """Return whether the trial showed that the plugins break a fork."""
    return _harm


def load_all() -> dict[str, str]:
    """Load the plugins; return the errors by file."""
    if not settings.PLUGINS_FOLDER or not os.path.isdir(settings.PLUGINS_FOLDER):
        return {}
    plugins_manager.ensure_plugins_loaded()
    found: Any = getattr(plugins_manager, "_get_plugins", None)
    errors = found()[1] if found is not None else getattr(plugins_manager, "import_errors", {})
    return {str(name): str(message) for name, message in errors.items()}


def try_plugins(request: Request) -> list[dict[str, object]]:
    """Load the plugins in a fork; return their problems. A plugin may replace a module that the fork needs."""
    global _harm
    answer, status = answer_of(lambda: problems_of(request), SECONDS)
    try:
        problems: list[dict[str, object]] = json.loads(answer)
    except ValueError:
        code = os.waitstatus_to_exitcode(status)
        problems = [{"kind": "died", "file": str(settings.PLUGINS_FOLDER), "message": f"exit code {code}"}]
    _harm = any(problem["kind"] in ("died", "breaks") for problem in problems)
    return problems


def problems_of(request: Request) -> list[dict[str, object]]:
    """Load the plugins; return their problems."""
    try:
        shadowed = shadows(request)
        errors: list[dict[str, object]] = [
            {"kind": "error" if is_plugin(file) else "helper-error", "file": file, "message": message}
            for file, message in load_all().items()
            if os.path.isfile(file)  # else a plugin of a library
        ]
        failure = probe() if shadowed else None
        for problem in shadowed if failure is not None else ():
            problem.update(kind="breaks", message=f"{problem['message']}: {failure}")
        return [*shadowed, *errors]
    except BaseException as error:
        message = f"{type(error).__name__}: {error}"
        return [{"kind": "died", "file": str(settings.PLUGINS_FOLDER), "message": message}]


def shadows(request: Request) -> list[dict[str, object]]:
    """List the plugin files whose names belong to modules of Python, of Airflow or of a library."""
    found: list[dict[str, object]] = []
    folder, roots = settings.PLUGINS_FOLDER, roots_of(request)
    own = {os.path.realpath(root) for root in (*folders_of(request), str(folder), LOADER)}
    path = [entry for entry in sys.path if os.path.realpath(entry) not in own]
    for at, _, names in os.walk(folder or os.devnull):
        for name in names:
            stem, extension = os.path.splitext(name)
            if extension != ".py" or stem == "__init__":
                continue
            origin = origin_of(stem, path)
            if origin is not None and not is_own_code(origin, roots):
                found.append({"kind": "hides", "file": os.path.join(at, name), "message": stem})
    return found


def probe() -> str | None:
    """Return how Airflow fails with these plugins: it imports what the DAG processor runs, and stores a DAG."""
    try:
        import_module("airflow.dag_processing.manager")
        from dagbag.airflow_side import Serialization

        dag = import_module("airflow.models.dag").DAG("flux_airflow_probe", schedule=None)
        import_module("json").dumps(Serialization.to_dict(dag), default=str)
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return None


def origin_of(name: str, path: list[str]) -> str | None:
    """Return the file of a module outside the team's code; None: there is none."""
    if name in sys.builtin_module_names:
        return name
    spec = PathFinder.find_spec(name, path)
    return None if spec is None else spec.origin


def is_plugin(file: str) -> bool:
    """Return whether a file is meant to be a plugin: Airflow also runs the helper modules beside it."""
    try:
        with open(file, "rb") as text:
            return PLUGIN in text.read()
    except OSError:
        return True
