"""Which code is the team's own: what pip installed below its folders is not."""

from __future__ import annotations

import os

from request import Request


def roots_of(request: Request) -> tuple[str, ...]:
    """Give the folders of the team's code, and that of the DAGs wherever it is, as real paths begin with them."""
    return tuple(f"{os.path.realpath(root)}{os.sep}" for root in folders_of(request))


def folders_of(request: Request) -> tuple[str, ...]:
    """Give the folders of the team's code by the names that they were given by."""
    return (request.dag_folder, *request.roots)


def name_given(path: str, file: str, request: Request) -> str:
    """Tell a real path by the names of the request: `file` is the one that is loaded, and folders may be links."""
    if path == os.path.realpath(file):
        return file
    for folder, root in zip(folders_of(request), roots_of(request)):
        if path.startswith(root):
            return os.path.join(folder, path[len(root) :])
    return path


def is_own(path: str, roots: tuple[str, ...]) -> bool:
    """Tell whether a real path is in one of the folders."""
    return path.startswith(roots) and "site-packages" not in path
