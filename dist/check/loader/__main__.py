"""Loads DAG files as Airflow does, each once Airflow itself is imported, and tells what happened as lines of JSON.

Reads one request (JSON) from standard input; see `Request`. Writes a line for each file when it begins and when it is
done, and a last one at the end. What the DAG files print goes nowhere; standard error has the reason when the loader
itself fails.
"""

from __future__ import annotations

import json
import os
import sys

OLDEST_PYTHON = (3, 9)
OLDEST_AIRFLOW = (2, 10)


def main() -> None:
    """Read the request, load the files, report."""
    check_python()
    from request import Request

    request = Request.parse(sys.stdin.read())
    report = os.fdopen(os.dup(1), "w", encoding="utf-8")
    silent = os.open(os.devnull, os.O_RDWR)
    os.dup2(silent, 0)
    # Airflow and its plugins print while they are imported: only the report may write to standard output.
    os.dup2(2, 1)

    def tell(event: dict[str, object]) -> None:
        report.write(json.dumps(event) + "\n")
        report.flush()

    check_airflow()
    from airflow_side import files_of, version
    from pool import Pool

    files = request.files if request.files is not None else files_of(request.dag_folder)
    tell({"event": "begin", "files": files, "airflow": version(), "python": sys.version.split()[0]})
    Pool(request, tell, report.fileno()).load(files)
    tell({"event": "end"})


def check_python() -> None:
    """Exit with one sentence if this Python is too old for the loader."""
    if sys.version_info < OLDEST_PYTHON:
        found = sys.version.split()[0]
        sys.exit(f"Python {found} is not supported: check needs Python {written(OLDEST_PYTHON)} or later.")


def check_airflow() -> None:
    """Exit with one sentence if this Airflow is too old for the loader."""
    import airflow

    found = str(getattr(airflow, "__version__", ""))
    if found and tuple(int(part) for part in found.split(".")[:2]) < OLDEST_AIRFLOW:
        sys.exit(f"Airflow {found} is not supported: check loads DAGs with Airflow {written(OLDEST_AIRFLOW)} or later.")


def written(version: tuple[int, ...]) -> str:
    """Return a version as people write it."""
    return ".".join(str(part) for part in version)


if __name__ == "__main__":
    main()
