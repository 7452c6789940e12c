"""Records what a file reads while it is loaded, with Python's audit events: its result is valid until that changes.

https://docs.python.org/3/library/audit_events.html
There is no audit event for `os.stat`, so that and its relatives are wrapped. What Python cannot observe, such as a
process, makes a result valid for one run only.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from types import FrameType
from typing import Any

from effects.imports import Deed, Imports
from own import LOADER, folder_of_run, is_own, is_own_code, roots_of
from request import Request

from kept.callers import (
    LIBRARIES,
    METADATA,
    OBSERVERS,
    PLATFORM,
    SHARED_MEMORY,
    SYSTEM,
    caller_of,
    is_called_in,
    is_library,
    source_of,
)
from kept.signatures import Read, Signatures
from kept.unrecorded import ASKED, REASONS, watch_platform

SYSTEM_CALL = "<frozen os>"
"""So that no traceback shows this file."""


class Reads:
    """Records the reads of the process between `begin` and `end`."""

    def __init__(self, request: Request) -> None:
        self._imports = Imports(request)
        self.signatures = Signatures(request)
        self._roots = roots_of(request)
        of_run = folder_of_run()
        self._ignored = (*LIBRARIES, LOADER, *((f"{of_run}{os.sep}",) if of_run else ()))
        self._own_folders: dict[str, bool] = {}
        self._is_on = False
        self._found: set[Read] = set()
        self._written: set[str] = set()
        self.reasons: set[str] = set()
        """Why the result is valid for this run only."""

    def watch(self) -> None:
        """Start watching, for the rest of the process and its forks."""
        sys.addaudithook(self._audit)
        sys.meta_path.insert(0, self)  # type: ignore[arg-type]
        for name in ("stat", "lstat", "access", "readlink"):
            ask = getattr(os, name)
            recording = self._recording(ask)
            setattr(os, name, recording)
            for able in (os.supports_dir_fd, os.supports_effective_ids, os.supports_fd, os.supports_follow_symlinks):
                if ask in able:
                    able.add(recording)
        watch_platform(self._roots, self._because)

    def watch_imports(self, repeat: Callable[[Deed], None]) -> Imports:
        """Attribute what libraries read when they are imported to each file; other deeds are left to `repeat`."""

        def repeat_read(deed: Deed) -> None:
            kind, details = deed
            if kind == "read":
                self._found.add(details)
            elif kind == "reason":
                self.reasons.add(details)
            elif kind == "tree":
                self._note_tree(details)
            else:
                repeat(deed)

        self._imports.watch(repeat_read)
        return self._imports

    def _note_tree(self, library: str) -> None:
        """Record that a library may read all data files of the team."""
        folders = [root.rstrip(os.sep) for root in self._roots]
        if "" in folders:
            self.reasons.add(f"{library} may read any file")
        self._found.update(("tree", folder) for folder in folders if folder != "")

    def begin(self) -> None:
        """Forget what was read, and record what follows."""
        self._found, self._written, self.reasons = set(), set(), set()
        self._imports.begin()
        self._is_on = True

    def end(self) -> list[Read]:
        """Stop, and return what was read."""
        self._is_on = False
        return sorted(read for read in self._found if read[1] not in self._written)

    def named(self, file: str, shared: list[Read]) -> list[list[str]]:
        """Stop; return what was read, with what all files of this process share: kinds, names and signatures."""
        found = {*shared, *self.end()} - {(kind, file) for kind in ("file", "kind")}
        sign, name = self.signatures.of, self.signatures.name
        signed = ((kind, path, sign((kind, path))) for kind, path in sorted(found))
        return [[kind, name(path), sign] for kind, path, sign in signed if sign != "" or not is_library(path)]

    def find_spec(self, name: str, path: Sequence[str] | None, _: object = None) -> None:
        """Record in which folders of the team an import looks for a module; another finder finds it."""
        if not self._is_on:
            return
        for folder in sys.path if path is None else list(path):
            place = os.path.abspath(folder or os.curdir)
            if self._is_own_folder(place):
                self._add("find", os.path.join(place, name.rpartition(".")[2]))

    def _is_own_folder(self, path: str) -> bool:
        if path not in self._own_folders:
            self._own_folders[path] = is_own(f"{os.path.realpath(path)}{os.sep}", self._roots)
        return self._own_folders[path]

    def _audit(self, event: str, arguments: tuple[Any, ...]) -> None:
        if not self._is_on:
            return
        if event == "open":
            self._open(*arguments)
        elif event in ("os.listdir", "os.scandir"):
            self._list(arguments[0])
        elif event == "sqlite3.connect":
            if arguments[0] not in (":memory:", b":memory:", ""):
                self._because("it opens a database")
        elif event in ASKED and is_own(caller_of(sys._getframe(1)), self._roots):
            self._because(ASKED[event])
        elif event in REASONS and not is_called_in(PLATFORM):
            self._because(REASONS[event])

    def _open(self, path: Any, mode: Any, flags: Any) -> None:
        if not isinstance(path, (str, bytes, os.PathLike)):
            return
        is_written = isinstance(mode, str) and any(letter in mode for letter in "wax+")
        if is_written or (isinstance(flags, int) and flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)):
            self._written.add(os.path.abspath(os.fsdecode(path)))
        else:
            self._note("file", path)

    def _list(self, path: Any) -> None:
        frame = sys._getframe(2)
        if frame.f_code.co_filename.startswith("<frozen importlib") or is_called_in(METADATA):
            return  # `find_spec` records what matters of an import; `surroundings.py` names the installed packages.
        if isinstance(path, int):
            self._because("it lists a folder by its descriptor")
        else:
            self._note("list", path if path is not None else os.curdir)

    def _note(self, kind: str, path: Any) -> None:
        name = source_of(os.path.abspath(os.fsdecode(path)))
        if name.startswith(SYSTEM) and not name.startswith(SHARED_MEMORY):
            if name != os.devnull and is_own(caller_of(sys._getframe(1)), self._roots):
                self._because(f"it reads {name}")
        elif not self._is_library(name):
            self._add(kind, name)

    def _add(self, kind: str, path: str) -> None:
        self._found.add((kind, path))
        self._imports.add(("read", (kind, path)), sys._getframe(1))

    def _because(self, reason: str) -> None:
        if not self._is_on:
            return
        self.reasons.add(reason)
        self._imports.add(("reason", reason), sys._getframe(1))

    def _is_library(self, path: str) -> bool:
        return path.startswith(self._ignored) or ("site-packages" in path and not is_own(path, self._roots))

    def _is_above(self, path: str) -> bool:
        """Return whether a path is a folder above the team's code, a library or this loader."""
        prefix = f"{path.rstrip(os.sep)}{os.sep}"
        return any(f"{folder}{os.sep}".startswith(prefix) for folder in (*self._roots, *LIBRARIES, LOADER))

    def _recording(self, ask: Callable[..., Any]) -> Callable[..., Any]:
        def recording(path: Any, *arguments: Any, **named: Any) -> Any:
            if self._is_on and isinstance(path, (str, bytes, os.PathLike)):
                name = os.path.abspath(os.fsdecode(path))
                if not self._is_above(name) and not is_called_in(OBSERVERS, deepest=6):
                    self._note("file" if sys._getframe(1).f_code.co_name == "getsize" else "kind", name)
                    self._note_times(sys._getframe(1))
            return ask(path, *arguments, **named)

        recording.__code__ = recording.__code__.replace(co_filename=SYSTEM_CALL)
        return recording

    def _note_times(self, frame: FrameType) -> None:
        """Record that the team's code asks for a file's times, which differ between two checkouts."""
        while frame.f_code.co_name in ("stat", "lstat", "getmtime", "getctime", "getatime") and frame.f_back:
            frame = frame.f_back
        if is_own_code(frame.f_code.co_filename, self._roots):
            self._because("it reads the times of a file")
