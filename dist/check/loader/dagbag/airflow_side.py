"""Loads a file with Airflow into a bag of its own, and describes what it finds."""

from __future__ import annotations

import json
import os
import re
import sys
from typing import Any

os.environ["AIRFLOW__CORE__DAGBAG_IMPORT_ERROR_TRACEBACK_DEPTH"] = "1000"
os.environ["AIRFLOW__CORE__DAGBAG_IMPORT_TIMEOUT"] = "0"

import airflow

try:
    from airflow.dag_processing.dagbag import DagBag
except ModuleNotFoundError:  # before Airflow 3.2
    from airflow.models.dagbag import DagBag
from own import is_own_code, roots_of
from request import Request

from dagbag.describe import Serialization, describe
from dagbag.lines import Lines
from dagbag.problems import describe_error

WARNED_LINE = re.compile(r":\d+: ")


def version() -> str:
    """Return the version of Airflow."""
    return str(airflow.__version__)


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
        dags = [describe(dag, lines, self._request) for dag in bag.seen]
        errors = [
            {**describe_error(text, path, self._request), "line": lines.dag} for text in bag.import_errors.values()
        ]
        warned = [text for texts in bag.captured_warnings.values() for text in texts]
        roots = roots_of(self._request)
        warnings = [text for text in warned if is_own_code(WARNED_LINE.split(text)[0], roots)]
        return {"dags": dags, "errors": errors, "warnings": warnings, "uncalled": lines.uncalled}

    def fingerprint(self) -> tuple[int, ...]:
        """Return the identities of functions that loading depends on, to detect a file that replaces them."""
        watched = (DagBag.process_file, Bag.bag_dag, json.dumps, os.write, os.path.join, Serialization.to_dict)
        return tuple(id(getattr(each, "__func__", each)) for each in watched)
