"""Decides which code is the team's own. Code that pip installed below its folders is not."""

from __future__ import annotations

import os

from request import Request


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


def is_own(path: str, roots: tuple[str, ...]) -> bool:
    """Return whether a real path is in one of the folders."""
    return path.startswith(roots) and "site-packages" not in path
