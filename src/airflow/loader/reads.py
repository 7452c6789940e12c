"""Records what a file reads while it is loaded, with Python's audit events: its result is valid until that changes.

https://docs.python.org/3/library/audit_events.html
There is no audit event for `os.stat`, so that and its relatives are wrapped. What Python cannot observe, such as a
process, makes a result valid for one run only.
"""

from __future__ import annotations

import os
import sys
import sysconfig
from collections.abc import Callable, Sequence
from importlib.util import source_from_cache
from types import FrameType
from typing import Any

from own import is_own, roots_of
from request import Request
from signatures import Read, Signatures

HERE = os.path.dirname(os.path.realpath(__file__))
OBSERVERS = tuple(os.path.join(HERE, name) for name in ("effects.py", "frames.py", "own.py", "reads.py", "state.py"))
"""Modules whose own reads do not affect a result."""
LIBRARIES = tuple({f"{sysconfig.get_path(name)}{os.sep}" for name in ("stdlib", "platstdlib", "purelib", "platlib")})
SYSTEM = ("/proc/", "/sys/", "/dev/")
SHARED_MEMORY = "/dev/shm/"  # noqa: S108
PLATFORM = ("platform.py", "uuid.py", f"ctypes{os.sep}util.py")
"""Python's modules that run programs to describe the machine, which is that of the image."""
REASONS = {
    **dict.fromkeys(("subprocess.Popen", "os.posix_spawn", "os.exec", "os.system"), "it runs a program"),
    **dict.fromkeys(("os.fork", "os.forkpty"), "it starts a process"),
    **dict.fromkeys(("socket.connect", "socket.sendto", "socket.getaddrinfo"), "it uses the network"),
    **dict.fromkeys(("socket.gethostbyname", "socket.gethostbyaddr"), "it uses the network"),
}


class Reads:
    """Records the reads of the process between `begin` and `end`."""

    def __init__(self, request: Request) -> None:
        self.signatures = Signatures(request)
        self._roots = roots_of(request)
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

    def begin(self) -> None:
        """Forget what was read, and record what follows."""
        self._found, self._written, self.reasons = set(), set(), set()
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
                self._found.add(("find", os.path.join(place, name.rpartition(".")[2])))

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
                self.reasons.add("it opens a database")
        elif event in REASONS and not is_called_in(PLATFORM):
            self.reasons.add(REASONS[event])

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
        if frame.f_code.co_filename.startswith("<frozen importlib"):
            return  # An import, of which `find_spec` records what matters.
        if isinstance(path, int):
            self.reasons.add("it lists a folder by its descriptor")
        else:
            self._note("list", path if path is not None else os.curdir)

    def _note(self, kind: str, path: Any) -> None:
        name = source_of(os.path.abspath(os.fsdecode(path)))
        if name.startswith(SYSTEM) and not name.startswith(SHARED_MEMORY):
            if name != os.devnull and is_own(caller_of(sys._getframe(1)), self._roots):
                self.reasons.add(f"it reads {name}")
        elif not self._is_library(name):
            self._found.add((kind, name))

    def _is_library(self, path: str) -> bool:
        return path.startswith((*LIBRARIES, HERE)) or ("site-packages" in path and not is_own(path, self._roots))

    def _is_above(self, path: str) -> bool:
        """Return whether a path is a folder above the team's code, a library or this loader."""
        prefix = f"{path.rstrip(os.sep)}{os.sep}"
        return any(f"{folder}{os.sep}".startswith(prefix) for folder in (*self._roots, *LIBRARIES, HERE))

    def _recording(self, ask: Callable[..., Any]) -> Callable[..., Any]:
        def recording(path: Any, *arguments: Any, **named: Any) -> Any:
            if self._is_on and isinstance(path, (str, bytes, os.PathLike)):
                name = os.path.abspath(os.fsdecode(path))
                if not self._is_above(name) and not is_called_in(OBSERVERS, deepest=6):
                    self._note("kind", name)
                    self._note_times(sys._getframe(1))
            return ask(path, *arguments, **named)

        return recording

    def _note_times(self, frame: FrameType) -> None:
        """Record that the team's code asks for a file's times, which differ between two checkouts."""
        while frame.f_code.co_name in ("stat", "lstat", "getmtime", "getctime", "getatime") and frame.f_back:
            frame = frame.f_back
        if is_own(os.path.realpath(frame.f_code.co_filename), self._roots):
            self.reasons.add("it reads the times of a file")


def is_library(path: str) -> bool:
    """Return whether a module that is not in a folder was found among the libraries, as `surroundings.py` expects."""
    folder, module = os.path.split(path)
    return folder in sys.path and module in sys.modules


def source_of(path: str) -> str:
    """Return the source of bytecode, and other paths as they are."""
    is_bytecode = path.endswith(".pyc") and os.path.basename(os.path.dirname(path)) == "__pycache__"
    return source_from_cache(path) if is_bytecode else path


def is_called_in(files: tuple[str, ...], deepest: int = 1_000) -> bool:
    """Return whether one of the innermost frames is in one of the files."""
    frame: FrameType | None = sys._getframe(2)
    while frame is not None and deepest > 0:
        if frame.f_code.co_filename.endswith(files):
            return True
        frame, deepest = frame.f_back, deepest - 1
    return False


def caller_of(frame: FrameType | None) -> str:
    """Return the file of the innermost code outside this loader and Python's own modules."""
    while frame is not None:
        file = frame.f_code.co_filename
        if not file.startswith((HERE, "<frozen", *LIBRARIES[:2])) or "site-packages" in file:
            return os.path.realpath(file)
        frame = frame.f_back
    return ""
