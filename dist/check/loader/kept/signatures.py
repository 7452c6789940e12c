"""Describes what a read of the file system returned, as text that changes when the answer would change."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable

from request import Request

Read = tuple[str, str]
"""
What was asked and the path: `file`, `list` (of a folder), `kind` (of a path), `find` (a module in a folder), or `tree`
(all files of a folder that are not Python code).
"""
NAMED = "{%d}"
PYTHON = (".py", ".pyc")


class Signatures:
    """Computes each signature once: the files do not change while the loader runs."""

    def __init__(self, request: Request) -> None:
        self._known: dict[Read, str] = {}
        self._listed: dict[str, list[str] | None] = {}
        self._folders = named_folders(request)

    def of(self, read: Read) -> str:
        """Return the signature of a read."""
        if read not in self._known:
            kind, path = read
            answer = {
                **{"file": content_of, "list": self._list, "kind": kind_of},
                **{"find": self._find, "tree": self._tree},
            }[kind]
            self._known[read] = answer(path)
        return self._known[read]

    def name(self, path: str) -> str:
        """Return a path that is the same in each checkout: `{0}/team.py` is in the first of the named folders."""
        for index, folder in self._folders:
            if path == folder or path.startswith(folder + os.sep):
                return NAMED % index + path[len(folder) :]
        return path

    def path(self, name: str) -> str:
        """Return the path of a name."""
        for index, folder in self._folders:
            if name.startswith(NAMED % index):
                return folder + name[len(NAMED % index) :]
        return name

    def name_folders(self, text: str) -> str:
        """Return a text with the names of the folders instead of their paths."""
        for index, folder in self._folders:
            text = text.replace(folder, NAMED % index)
        return text

    def _list(self, folder: str) -> str:
        names = self._names(folder)
        if names is None:
            return kind_of(folder)
        # In the order of the file system, on which code that does not sort them depends.
        return digest("\0".join(f"{name}{os.sep if is_folder(folder, name) else ''}" for name in names).encode())

    def _tree(self, folder: str) -> str:
        found = []
        for at, folders, names in os.walk(folder):
            folders[:] = sorted(set(folders) - {".git", "__pycache__"})
            paths = [os.path.join(at, name) for name in sorted(names) if not name.endswith(PYTHON)]
            found += [f"{os.path.relpath(path, folder)} {self.of(('file', path))}" for path in paths]
        return digest_all(found)

    def _find(self, path: str) -> str:
        """List the candidates for a module: `common.py`, `common.so` or the package `common`."""
        folder, module = os.path.split(path)
        names = sorted(self._names(folder) or [])
        found = [name for name in names if name == module or name.startswith(f"{module}.")]
        is_package = os.path.isfile(os.path.join(path, "__init__.py"))
        return " ".join([*found, *(["__init__"] if is_package else [])])

    def _names(self, folder: str) -> list[str] | None:
        if folder not in self._listed:
            try:
                self._listed[folder] = [name for name in os.listdir(folder) if name != "__pycache__"]
            except OSError:
                self._listed[folder] = None
        return self._listed[folder]


def named_folders(request: Request) -> list[tuple[int, str]]:
    """Return the folders that may differ between two checkouts with their numbers, the longest paths first."""
    homes = (os.environ.get("AIRFLOW_HOME", ""), os.path.expanduser("~"))
    given = [request.dag_folder, *request.roots, *(home for home in homes if os.path.isabs(home))]
    real = {os.path.realpath(folder): index for index, folder in reversed(list(enumerate(given)))}
    paths = {**real, **{folder.rstrip(os.sep): index for index, folder in reversed(list(enumerate(given)))}}
    return sorted(
        ((index, path) for path, index in paths.items() if path not in ("", os.sep)), key=lambda each: -len(each[1])
    )


def content_of(path: str) -> str:
    """Return the hash of a file."""
    try:
        if not os.path.isfile(path):
            return kind_of(path)  # A pipe would never end.
        with open(path, "rb") as file:
            return digest(file.read())
    except OSError:
        return kind_of(path)


def kind_of(path: str) -> str:
    """Return whether a path is a file, a program, a folder or missing, and where a link leads."""
    file = "program" if os.access(path, os.X_OK) else "file"
    kind = "folder" if os.path.isdir(path) else file if os.path.isfile(path) else "other"
    if os.path.islink(path):
        return f"{kind} {os.readlink(path)}"
    return kind if os.path.exists(path) else "missing"


def is_folder(folder: str, name: str) -> bool:
    """Return whether a name in a folder is a folder."""
    return os.path.isdir(os.path.join(folder, name))


def digest(data: bytes) -> str:
    """Return a hash as text."""
    return hashlib.sha256(data).hexdigest()[:32]


def digest_all(parts: Iterable[str]) -> str:
    """Return a hash of several texts."""
    return digest("\0".join(f"{len(part)} {part}" for part in parts).encode())
