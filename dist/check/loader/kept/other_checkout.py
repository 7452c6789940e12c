"""Verifies the kept results of another checkout in a fork of a loader that has imported Airflow: it saves an import.

Nothing of the other checkout is run. To import Airflow there would do the same as here if all that Airflow reads is the
same there. The results say so themselves: they are valid for the `surroundings` of a loader that starts there.
"""

from __future__ import annotations

import json
import os
import sys
from dataclasses import replace
from typing import Any

from airflow import settings
from dagbag.airflow_side import version
from dagbag.discovery import candidates_of, is_by_text, select
from process.forked import answer_of
from process.plugin_trial import shadows
from request import Request

from kept.kept import find_kept
from kept.signatures import Read, Signatures, digest_all
from kept.surroundings import surroundings_of

SECONDS = 60.0


def verify(request: Request, read_by_airflow: list[Read], given: dict[str, Any]) -> dict[str, object]:
    """Return the `files` of the other checkout and their valid results (`kept`), or `because`: why that is not known.

    `given` has the `dagFolder`, the `roots`, the `environment`, the working `folder` and the `kept` results.
    """
    answer, _ = answer_of(lambda: verify_here(request, read_by_airflow, given), SECONDS)
    found: dict[str, object] = json.loads(answer or '{"because": "the process that verifies them failed"}')
    return found


def verify_here(request: Request, read_by_airflow: list[Read], given: dict[str, Any]) -> dict[str, object]:
    """Give this process the paths of the other checkout, and do what its loader does before it loads a file."""
    if not is_by_text():
        return {"because": "a function chooses the files"}
    here = Signatures(request)
    os.environ.update(given["environment"])
    os.chdir(given["folder"])
    request = replace(request, dag_folder=given["dagFolder"], roots=tuple(given["roots"]), kept=given["kept"])
    there = Signatures(request)

    def moved(path: str) -> str:
        return there.path(here.name(path))

    sys.path[:] = [moved(path) for path in sys.path]
    settings.PLUGINS_FOLDER = moved(str(settings.PLUGINS_FOLDER))
    if shadows(request):
        return {"because": "a plugin has the name of a module"}
    shared = [(kind, moved(path)) for kind, path in read_by_airflow]
    surroundings = surroundings_of(request, shared, there, version())
    # As after a trial in which its plugins break nothing. A valid result proves it, because what they read is among its
    # reads.
    surroundings = digest_all([surroundings, str(False)])
    candidates = candidates_of(request.dag_folder)
    kept = find_kept(request, candidates, surroundings, there)
    is_valid = {file for file, state in kept.items() if "id" in state}.__contains__
    return {"files": select(request.dag_folder, candidates, is_valid), "kept": kept}
