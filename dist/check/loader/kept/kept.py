"""Finds the files whose results of an earlier run are still valid: all that they read is as it was."""

from __future__ import annotations

import os
from typing import Any

from request import Request

from kept.signatures import Signatures


def find_kept(
    request: Request, files: list[str], surroundings: str, signatures: Signatures
) -> dict[str, dict[str, object]]:
    """Return for each known file the `id` of its valid result, or why there is none (`because`).

    `request.kept` has a list of `reads`, each a kind, a name and a signature, and the `files`: for each a list of
    results with their `id`, `surroundings`, `content` and the indexes of the `reads` on which they depend.
    """
    if request.kept is None:
        return {}
    reads: list[list[str]] = request.kept["reads"]
    valid: dict[int, bool] = {}

    def is_valid(index: int) -> bool:
        if index not in valid:
            kind, name, signature = reads[index]
            valid[index] = signatures.of((kind, signatures.path(name))) == signature
        return valid[index]

    def find(file: str, results: list[dict[str, Any]]) -> dict[str, object]:
        content = signatures.of(("file", os.path.join(request.dag_folder, file)))
        because = "its surroundings changed"
        for result in results:
            if result["surroundings"] != surroundings:
                continue
            if result["content"] != content:
                because = "it changed"
                continue
            stale = next((index for index in result["reads"] if not is_valid(index)), None)
            if stale is None:
                return {"id": result["id"]}
            because = f"{reads[stale][1]} changed"
        return {"because": because}

    known = request.kept["files"]
    return {file: find(file, known[file]) for file in files if file in known}
