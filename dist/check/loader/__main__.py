"""Loads DAG files as Airflow does and reports the results as lines of JSON.

Reads a `Request` as a line of JSON from standard input. Imports Airflow, lists the files, and writes a line. Then reads
a second line, which a caller may know later: the results of earlier runs, or which files to load. Before it, a line may
ask to `verify` the kept results of another checkout: see `other_checkout.py`. Writes a line when it
starts a file, a line when the file is done, and a last line at the end. The output of DAG files is discarded. If the
loader itself fails, standard error has the reason.
"""

from __future__ import annotations

import gc
import json
import os
import sys

OLDEST_PYTHON = (3, 9)
OLDEST_AIRFLOW = (2, 10)


def main() -> None:
    """Read the request, load the files and report the results."""
    check_python()
    from request import Request

    orders = os.fdopen(os.dup(0), encoding="utf-8")
    request = Request.parse(orders.readline())
    report = os.fdopen(os.dup(1), "w", encoding="utf-8")
    silent = os.open(os.devnull, os.O_RDWR)
    os.dup2(silent, 0)
    # Airflow and its plugins print on import, but only the report may write to standard output.
    os.dup2(2, 1)

    def emit(event: dict[str, object]) -> None:
        report.write(json.dumps(event) + "\n")
        report.flush()

    keep_home_unchanged()
    from kept.reads import Reads

    # Collections would take a tenth of the time to import Airflow, and find nothing: forks enable them again.
    gc.disable()
    reads = Reads(request)
    reads.watch()
    reads.begin()
    check_airflow()
    from dagbag.airflow_side import version
    from dagbag.discovery import candidates_of, select, skipped_of
    from kept.kept import find_kept
    from kept.other_checkout import verify
    from kept.signatures import digest_all
    from kept.surroundings import surroundings_of
    from process.plugin_trial import is_harmful, try_plugins
    from process.pool import Pool

    read_by_airflow = reads.end()
    surroundings = surroundings_of(request, read_by_airflow, reads.signatures, version())
    is_whole = request.files is None and not request.files_later
    listed = candidates_of(request.dag_folder) if is_whole else []
    emit({"event": "ready"})
    line = json.loads(orders.readline())
    if "verify" in line:
        emit({"event": "verified", **verify(request, read_by_airflow, line["verify"])})
        line = json.loads(orders.readline())
    request = request.with_second_line(line)
    candidates = listed if is_whole else request.files or []
    # A fork must not have it.
    orders.close()
    plugins = try_plugins(request)
    surroundings = digest_all([surroundings, str(is_harmful())])
    kept = find_kept(request, candidates, surroundings, reads.signatures)
    is_valid = {file for file, state in kept.items() if "id" in state}.__contains__
    files = select(request.dag_folder, candidates, is_valid) if is_whole else candidates
    skipped = skipped_of(request.dag_folder, candidates, files) if is_whole else []
    versions = {"airflow": version(), "python": sys.version.split()[0]}
    whole = {"files": files, "skipped": skipped, "plugins": plugins}
    emit({"event": "begin", **whole, "surroundings": surroundings, "kept": kept, **versions})
    Pool(request, emit, report.fileno(), reads).load([file for file in files if not is_valid(file)])
    emit({"event": "end"})


def keep_home_unchanged() -> None:
    """Let Airflow write its default settings elsewhere, unless AIRFLOW_HOME has some: the code may be read-only."""
    home = os.environ.get("AIRFLOW_HOME", os.path.expanduser("~/airflow"))
    logs = os.environ.get("AIRFLOW__LOGGING__BASE_LOG_FOLDER")
    if logs is not None and not os.path.exists(os.path.join(home, "airflow.cfg")):
        os.environ.setdefault("AIRFLOW_CONFIG", os.path.join(os.path.dirname(logs), "airflow.cfg"))


def check_python() -> None:
    """Exit with a message if this Python is too old for the loader."""
    if sys.version_info < OLDEST_PYTHON:
        found = sys.version.split()[0]
        sys.exit(f"Python {found} is not supported: check needs Python {written(OLDEST_PYTHON)} or later.")


def check_airflow() -> None:
    """Exit with a message if this Airflow is too old for the loader."""
    import airflow

    found = str(getattr(airflow, "__version__", ""))
    if found and tuple(int(part) for part in found.split(".")[:2]) < OLDEST_AIRFLOW:
        sys.exit(f"Airflow {found} is not supported: check loads DAGs with Airflow {written(OLDEST_AIRFLOW)} or later.")


def written(version: tuple[int, ...]) -> str:
    """Return a version as text, such as 2.10."""
    return ".".join(str(part) for part in version)


if __name__ == "__main__":
    main()
