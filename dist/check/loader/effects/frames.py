"""Finds whose code causes an effect: the team's, a library's or Python's own."""

from __future__ import annotations

import os
import sys
import sysconfig
import threading
from dataclasses import dataclass
from types import FrameType
from weakref import WeakKeyDictionary

from own import LOADER, is_own_code, name_given
from request import Request

PACKAGES = (f"{os.sep}site-packages{os.sep}", f"{os.sep}dist-packages{os.sep}")
STANDARD = tuple({f"{os.path.realpath(sysconfig.get_path(name))}{os.sep}" for name in ("stdlib", "platstdlib")})
PLATFORM = {"platform.py", "uuid.py", os.path.join("ctypes", "util.py"), os.path.join("ctypes", "_aix.py")}
"""Python's modules that run programs to describe the machine. They can do without, but Airflow allows it."""


@dataclass(frozen=True)
class Place:
    """The place in the team's code that leads to an effect, and the code in between."""

    line: int | None = None
    """The line of the DAG file."""
    deep: list[object] | None = None
    """The innermost file and line of the team's code; None: only Airflow is on the stack."""
    is_import: bool = False
    """The effect happens while the team's code imports a library."""
    library: str | None = None
    """The package that causes it; None: the team's code, directly or through Python's own modules."""
    is_platform: bool = False
    """Python itself inspects the machine."""


class Frames:
    """Reads the stack of the thread that calls it."""

    def __init__(self, roots: tuple[str, ...], request: Request) -> None:
        self._roots = roots
        self._request = request
        self._given = ""
        self._file = ""
        self._threads: WeakKeyDictionary[threading.Thread, Place] = WeakKeyDictionary()

    def begin(self, file: str) -> None:
        """Set the current DAG file."""
        self._given = file
        self._file = os.path.realpath(file)

    def remember_thread(self, thread: threading.Thread) -> None:
        """Record the place that starts a thread, because the thread's own stack does not show it."""
        self._threads[thread] = self.find()

    def is_called_by(self, path: str) -> bool:
        """Return whether the innermost code outside this loader is in that file."""
        frame = outside_loader(sys._getframe(1))
        return frame is not None and os.path.realpath(frame.f_code.co_filename) == os.path.realpath(path)

    def find(self) -> Place:
        """Find the place of an effect on the stack."""
        line: int | None = None
        deep: list[object] | None = None
        library: str | None = None
        is_import = is_platform = False
        frame = outside_loader(sys._getframe(1))
        while frame is not None:
            name = frame.f_code.co_filename
            path = os.path.realpath(name)
            if is_own_code(name, self._roots):
                deep = deep or [name_given(path, self._given, self._request), frame.f_lineno]
                if path == self._file:
                    line = frame.f_lineno
            elif deep is None:
                is_import = is_import or name.startswith("<frozen importlib")
                is_platform = is_platform or (library is None and module_of(path) in PLATFORM)
                library = library or library_of(path)
            frame = frame.f_back
        if deep is None:
            started = self._threads.get(threading.current_thread())
            if started is not None and started.deep is not None:
                return Place(started.line, started.deep, started.is_import, library or started.library, is_platform)
        return Place(line, deep, is_import, library, is_platform)


def outside_loader(frame: FrameType | None) -> FrameType | None:
    """Skip the frames of this loader."""
    while frame is not None and os.path.realpath(frame.f_code.co_filename).startswith(f"{LOADER}{os.sep}"):
        frame = frame.f_back
    return frame


def module_of(path: str) -> str | None:
    """Return the path of a module within Python's standard library; None for other modules."""
    if any(packages in path for packages in PACKAGES):
        return None
    return next((path[len(folder) :] for folder in STANDARD if path.startswith(folder)), None)


def library_of(path: str) -> str | None:
    """Return the package of a file; None for Python's own modules and code without a file."""
    if path.endswith(">") or module_of(path) is not None:
        return None
    for packages in PACKAGES:
        _, found, rest = path.rpartition(packages)
        if found:
            return rest.split(os.sep)[0].removesuffix(".py")
    return os.path.basename(path).removesuffix(".py")
