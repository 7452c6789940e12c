"""Loads DAG files as Airflow does, each once Airflow itself is imported, and tells what happened as lines of JSON.

Reads one request (JSON) from standard input; see `Request`. Writes a line for each file when it begins and when it is
done, and a last one at the end. What the DAG files print goes nowhere.
"""

from __future__ import annotations

import json
import os
import sys

from pool import Pool
from request import Request


def main() -> None:
    """Read the request, load the files, report."""
    request = Request.parse(sys.stdin.read())
    report = os.fdopen(os.dup(1), "w", encoding="utf-8")
    silent = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(silent, descriptor)

    def tell(event: dict[str, object]) -> None:
        report.write(json.dumps(event) + "\n")
        report.flush()

    from airflow_side import files_of, version

    files = request.files if request.files is not None else files_of(request.dag_folder)
    tell({"event": "begin", "files": files, "airflow": version(), "python": sys.version.split()[0]})
    Pool(request, tell, report.fileno()).load(files)
    tell({"event": "end"})


if __name__ == "__main__":
    main()
