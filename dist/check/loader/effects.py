"""What a file does while it is loaded, beyond defining DAGs: seen by Python's audit events and stopped.

https://docs.python.org/3/library/audit_events.html
"""

from __future__ import annotations

import os
import sys
import tempfile
from types import FrameType

from own import is_own, name_given, roots_of
from request import Request

WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
PROCESS_EVENTS = {
    "subprocess.Popen": "starts a process",
    "os.system": "starts a process",
    "os.exec": "replaces its process",
    "os.posix_spawn": "starts a process",
    "os.fork": "forks",
    "os.forkpty": "forks",
    "os.kill": "sends a signal",
    "os.killpg": "sends a signal",
}
CHANGE_EVENTS = {"os.remove", "os.rename", "os.rmdir", "os.mkdir", "os.link", "os.symlink", "os.truncate", "os.chmod"}


class Stopped(RuntimeError):
    """Raised in the file in place of what it tried."""


class Effects:
    """Watches the fork that it is made in; a file is between `begin` and `end`."""

    def __init__(self, request: Request) -> None:
        self._roots = roots_of(request)
        self._temporary = f"{os.path.realpath(tempfile.gettempdir())}{os.sep}"
        self._file: str | None = None
        self._given = ""
        self._found: dict[tuple[object, ...], dict[str, object]] = {}
        self._is_busy = False
        self._request = request

    def watch(self) -> None:
        """Begin, for good: an audit hook cannot be taken away."""
        sys.dont_write_bytecode = True
        sys.addaudithook(self._audit)
        from airflow_side import answer_reads

        answer_reads(self._request, self.add)

    def begin(self, file: str) -> None:
        """Collect the effects of this file from now on."""
        self._file = os.path.realpath(file)
        self._given = file
        self._found = {}

    def end(self) -> list[dict[str, object]]:
        """Give what was seen of the file."""
        self._file = None
        return list(self._found.values())

    def add(self, kind: str, detail: str) -> None:
        """Note an effect at the place in the team's code that leads to it."""
        if self._file is None:
            return
        place, deep, _ = self._places()
        key = (kind, detail, place)
        self._found.setdefault(key, {"kind": kind, "detail": detail, "place": place, "deep": deep})

    def _audit(self, event: str, arguments: tuple[object, ...]) -> None:
        if self._file is None or self._is_busy:
            return
        self._is_busy = True
        try:
            judged = self._judge(event, arguments)
            if judged is None:
                return
            kind, detail = judged
            _, deep, is_import = self._places()
            if deep is None or (is_import and kind == "write"):
                return
            self.add(kind, detail)
        finally:
            self._is_busy = False
        raise Stopped(f"{detail}: not while DAGs are loaded")

    def _judge(self, event: str, arguments: tuple[object, ...]) -> tuple[str, str] | None:
        if event == "socket.connect" or event == "socket.sendto":
            return "network", f"connects to {address(arguments[1])}"
        if event == "socket.getaddrinfo" or event == "socket.gethostbyname":
            return "network", f"looks up {address(arguments[:2])}"
        if event == "sqlite3.connect":
            return "database", f"opens the database {arguments[0]}"
        if event in PROCESS_EVENTS:
            what = arguments[0] if event not in ("os.fork", "os.forkpty") else ""
            return "process", f"{PROCESS_EVENTS[event]} {shorten(what)}".strip()
        if event == "open":
            return self._judge_open(arguments)
        if event in CHANGE_EVENTS:
            return self._judge_path(arguments[0], "changes")
        return None

    def _judge_open(self, arguments: tuple[object, ...]) -> tuple[str, str] | None:
        path, mode, flags = arguments
        is_written = isinstance(mode, str) and any(letter in mode for letter in "wax+")
        is_written = is_written or (isinstance(flags, int) and flags & WRITING != 0)
        return self._judge_path(path, "writes") if is_written else None

    def _judge_path(self, path: object, verb: str) -> tuple[str, str] | None:
        if not isinstance(path, str | bytes | os.PathLike):
            return None
        name = os.path.realpath(os.fsdecode(path))
        if name == os.devnull or name.startswith(self._temporary):
            return None
        return "write", f"{verb} {name}"

    def _places(self) -> tuple[int | None, list[object] | None, bool]:
        """Give the line of the DAG file, the innermost place in the team's code, and whether an import is between."""
        line: int | None = None
        deep: list[object] | None = None
        is_import = False
        frame: FrameType | None = sys._getframe(1)
        while frame is not None:
            name = frame.f_code.co_filename
            if deep is None and name.startswith("<frozen importlib"):
                is_import = True
            path = os.path.realpath(name)
            if is_own(path, self._roots):
                deep = deep or [name_given(path, self._given, self._request), frame.f_lineno]
                if path == self._file:
                    line = frame.f_lineno
            frame = frame.f_back
        return line, deep, is_import


def address(given: object) -> str:
    """Write host and port as people do."""
    if isinstance(given, tuple) and len(given) >= 2:
        host, port = given[0], given[1]
        return f"{shorten(host)}:{port}" if port else shorten(host)
    return shorten(given)


def shorten(given: object) -> str:
    """Make a value fit for a message: one line, not long."""
    text = given.decode(errors="replace") if isinstance(given, bytes) else str(given)
    text = " ".join(text.split())
    return text if len(text) <= 100 else f"{text[:99]}…"
