"""Detects what a file does beyond defining DAGs, with Python's audit events.

https://docs.python.org/3/library/audit_events.html
A refused action raises the error of a machine where it is impossible, because libraries handle that error.
"""

from __future__ import annotations

import errno
import os
import shlex
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from own import roots_of
from request import Request

from effects.forks import Forks
from effects.frames import Frames, Place
from effects.imports import Deed, Imports

MARK = "refused by flux-airflow check"
"""Part of the text of every error that prevents an effect; findings.ts recognises it."""
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
START_EVENTS = {"subprocess.Popen", "os.posix_spawn", "os.exec", "os.system"}
FORK_EVENTS = {"os.fork", "os.forkpty"}
KILL_EVENTS = {"os.kill", "os.killpg"}
NAME_EVENTS = {"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"}
NEW_EVENTS = {"os.mkdir", "os.symlink", "os.link"}
CHANGE_EVENTS = {"os.remove", "os.rename", "os.rmdir", "os.truncate", "os.chmod"}
METADATA_HOSTS = ("169.254.*", "fd00:ec2::254", "metadata", "metadata.google.internal")
"""The instance metadata of clouds: libraries query it to find out whether they run there."""
SHARED_MEMORY = "/dev/shm/"  # noqa: S108
LIBRARY_PROGRAMS = {"dbt"}
"""Programs that libraries run to make DAGs, such as Cosmos, which asks dbt for the models of a project."""
NOT_FOUND = 127
"""The exit code of a shell if the program does not exist."""


@dataclass(frozen=True)
class Effect:
    """An action of a file, and the error that prevents it; None allows it."""

    kind: str
    detail: str
    error: OSError | sqlite3.Error | None
    program: str | None = None
    host: str | None = None
    is_last: bool = False
    """Refused in any code, because no other file could be loaded after it."""


class Effects:
    """Watches its own fork, for each file between `begin` and `end`."""

    def __init__(self, request: Request) -> None:
        self._request = request
        self._frames = Frames(roots_of(request), request)
        self._roots = roots_of(request)
        self._free = free_folders(self._roots)
        self._own_names = {"", "localhost", socket.gethostname().lower()}
        self._file: str | None = None
        self._found: dict[tuple[object, ...], dict[str, object]] = {}
        self._busy = threading.local()
        self._forks = Forks()
        self.imports: Imports | None = None
        """Attributes the effects of libraries that stay imported."""

    def watch(self) -> None:
        """Start watching, for the rest of the process: an audit hook cannot be removed."""
        sys.dont_write_bytecode = True
        sys.addaudithook(self._audit)
        self._return_errors()
        self._follow_threads()
        from effects.answers import answer_reads

        answer_reads(self._request, self.add)

    def begin(self, file: str) -> None:
        """Start to collect the effects of a file."""
        self._file = os.path.realpath(file)
        self._frames.begin(file)
        self._found = {}
        self._forks.begin()

    def end(self) -> list[dict[str, object]]:
        """Return the effects of the file and stop its timers."""
        self._file = None
        signal.setitimer(signal.ITIMER_REAL, 0)
        return list(self._found.values())

    def add(self, kind: str, detail: str) -> None:
        """Record a read at the place in the team's code that leads to it, unless a library reads for itself."""
        place = self._frames.find()
        if self._file is not None and place.library in (None, "airflow"):
            self._note(kind, detail, place)

    def _note(self, kind: str, detail: str, place: Place, **more: object) -> None:
        key = (kind, detail, place.line)
        found = {"kind": kind, "detail": detail, "place": place.line, "deep": place.deep}
        self._found.setdefault(key, {**found, **more})
        if self.imports is not None:
            self.imports.add(("effect", (kind, detail, more)))

    def repeat(self, deed: Deed) -> None:
        """Record an effect that a library had when another file imported it first."""
        kind, detail, more = deed[1]
        if self._file is not None:
            self._note(kind, detail, self._frames.find(), **more)

    def _audit(self, event: str, arguments: tuple[Any, ...]) -> None:
        if self._file is None or getattr(self._busy, "is_busy", False):
            return
        self._busy.is_busy = True
        try:
            effect = self._classify(event, arguments)
            if effect is None or not self._is_refused(effect):
                return
        finally:
            self._busy.is_busy = False
        if event == "subprocess.Popen" and is_shell(arguments[1]):
            # Replaces the command in the list that is about to run: the shell starts, but does not find the program.
            program = shlex.quote(effect.program or "")
            arguments[1][2:] = [f"echo sh: 1: {program}: not found >&2; exit {NOT_FOUND}"]
            return
        if effect.error is not None:
            raise effect.error

    def _is_refused(self, effect: Effect) -> bool:
        """Record an effect unless it is allowed; return whether to refuse it."""
        place = self._frames.find()
        if place.deep is None:
            return effect.is_last
        if self._is_allowed(effect, place):
            return effect.is_last or effect.host is not None  # an allowed host is unreachable too
        is_process = effect.kind == "process"
        if (effect.kind == "write" and place.is_import) or (is_process and place.is_platform):
            return effect.is_last
        # A library that starts a program on import does so on every machine.
        is_refused = effect.is_last or not (is_process and place.is_import)
        if place.is_import or (is_process and place.library is not None) or is_metadata(effect.host):
            self._note(effect.kind, effect.detail, place, notice=True, library=place.library, refused=is_refused)
        else:
            self._note(effect.kind, effect.detail, place, refused=effect.error is not None)
        return is_refused

    def _is_allowed(self, effect: Effect, place: Place) -> bool:
        if effect.program is not None:
            program = os.path.basename(effect.program)
            return program in self._request.programs or (place.library is not None and program in LIBRARY_PROGRAMS)
        return effect.host is not None and any(fnmatchcase(effect.host, host) for host in self._request.hosts)

    def _classify(self, event: str, arguments: tuple[Any, ...]) -> Effect | None:
        if event in START_EVENTS:
            return self._classify_start(event, arguments)
        if event in FORK_EVENTS:
            is_last = not self._forks.count()
            return Effect(
                "process", "forks", failed(BlockingIOError, errno.EAGAIN) if is_last else None, is_last=is_last
            )
        if event in KILL_EVENTS:
            return classify_kill(*arguments)
        if event in ("socket.connect", "socket.sendto"):
            return classify_connect(event, *arguments)
        if event in NAME_EVENTS:
            return self._classify_name(arguments)
        if event == "sqlite3.connect":
            return self._classify_database(arguments[0])
        if event == "open":
            return self._classify_open(*arguments)
        if event in NEW_EVENTS:
            path = arguments[0] if event == "os.mkdir" else arguments[1]
            return self._classify_path(path, "changes", is_new=True)
        return self._classify_path(arguments[0], "changes", is_new=False) if event in CHANGE_EVENTS else None

    def _classify_start(self, event: str, arguments: tuple[Any, ...]) -> Effect | None:
        if event == "os.posix_spawn" and self._frames.is_called_by(subprocess.__file__):
            return None  # from subprocess.Popen, which was classified already
        verb = "replaces its process" if event == "os.exec" else "starts a process"
        given = arguments[0]
        program = os.fsdecode(given) if isinstance(given, (str, bytes, os.PathLike)) else str(given)
        shown = program
        if event == "os.system" or (event == "subprocess.Popen" and is_shell(arguments[1])):
            shown = os.fsdecode(arguments[0] if event == "os.system" else arguments[1][2])
            program = program_of(shown)
        error = failed(FileNotFoundError, errno.ENOENT, program)
        return Effect("process", f"{verb} {shorten(shown)}", error, program=program, is_last=event == "os.exec")

    def _classify_name(self, arguments: tuple[Any, ...]) -> Effect | None:
        host = host_of(arguments[0])
        if host in self._own_names or is_numeric(host):
            return None  # needs no lookup
        port = arguments[1] if len(arguments) > 1 else None
        error = socket.gaierror(socket.EAI_AGAIN, f"Temporary failure in name resolution ({MARK})")
        return Effect("network", f"looks up {address((host, port))}", error, host=host)

    def _classify_database(self, path: Any) -> Effect | None:
        name = os.fsdecode(path) if isinstance(path, (str, bytes, os.PathLike)) else str(path)
        if name in ("", ":memory:") or "mode=memory" in name or name.startswith("file::memory:"):
            return None
        error = sqlite3.OperationalError(f"unable to open database file ({MARK})")
        return Effect("database", f"opens the database {name}", error)

    def _classify_open(self, path: Any, mode: Any, flags: Any) -> Effect | None:
        is_written = isinstance(mode, str) and any(letter in mode for letter in "wax+")
        is_written = is_written or (isinstance(flags, int) and flags & WRITING != 0)
        if not is_written or not isinstance(path, (str, bytes, os.PathLike)):
            return None
        is_possible = os.path.isdir(os.path.dirname(os.path.abspath(os.fsdecode(path))))
        return self._classify_path(path, "writes", is_new=None) if is_possible else None

    def _classify_path(self, path: Any, verb: str, is_new: bool | None) -> Effect | None:
        """Classify a change of a path; allow one that the system itself refuses."""
        if not isinstance(path, (str, bytes, os.PathLike)):
            return None
        name = os.path.realpath(os.fsdecode(path))
        if is_new is not None and os.path.lexists(os.fsdecode(path)) == is_new:
            return None
        if name in (os.devnull, "/dev/tty") or self._may_write(f"{name}{os.sep}"):
            return None
        return Effect("write", f"{verb} {name}", failed(PermissionError, errno.EACCES, name))

    def _may_write(self, path: str) -> bool:
        """Return whether the innermost known folder of a path is free, rather than the team's code."""
        free = max((len(folder) for folder in self._free if path.startswith(folder)), default=0)
        return free > max((len(root) for root in self._roots if path.startswith(root)), default=0)

    def _return_errors(self) -> None:
        """Make functions that return errors instead of raising them do so for refusals too."""
        system, connect_ex = os.system, socket.socket.connect_ex

        def system_or_not_found(command: Any) -> int:
            return returned(lambda: system(command), FileNotFoundError, NOT_FOUND << 8)

        def connect_or_refused(connection: socket.socket, given: Any) -> int:
            return returned(lambda: connect_ex(connection, given), ConnectionRefusedError, errno.ECONNREFUSED)

        os.system = system_or_not_found
        socket.socket.connect_ex = connect_or_refused

    def _follow_threads(self) -> None:
        """Record where the file starts each thread."""
        start = threading.Thread.start

        def start_known(thread: threading.Thread) -> None:
            if self._file is not None:
                self._frames.remember_thread(thread)
            start(thread)

        threading.Thread.start = start_known


def free_folders(roots: tuple[str, ...]) -> tuple[str, ...]:
    """List the folders that a file may write to: temporary ones, and homes without the team's code."""
    homes = (os.path.expanduser("~"), os.environ.get("AIRFLOW_HOME", "~"))
    paths = [f"{os.path.realpath(home)}{os.sep}" for home in homes if os.path.isabs(home)]
    free = [path for path in paths if not any(root.startswith(path) for root in roots)]
    return (f"{os.path.realpath(tempfile.gettempdir())}{os.sep}", SHARED_MEMORY, *free)


def returned(work: Callable[[], int], error: type[OSError], code: int) -> int:
    """Do the work; return the code if this loader raises the error."""
    try:
        return work()
    except error as raised:
        if MARK not in str(raised):
            raise
        return code


def failed(error: type[OSError], number: int, name: str | None = None) -> OSError:
    """Create the system's error with the mark in its text."""
    text = f"{os.strerror(number)} ({MARK})"
    return error(number, text) if name is None else error(number, text, name)


def is_shell(command: Any) -> bool:
    """Return whether subprocess runs a command in a shell."""
    return (
        isinstance(command, list) and len(command) > 2 and command[0] in ("/bin/sh", b"/bin/sh") and command[1] == "-c"
    )


def program_of(line: str) -> str:
    """Return the program of a shell command; the whole command if it may run several."""
    try:
        words = shlex.split(line)
    except ValueError:
        return line
    is_simple = not any(letter in line for letter in ";|&$`<>(){}\n")
    return words[0] if is_simple and words else line


def classify_kill(pid: Any, number: Any = signal.SIGTERM) -> Effect | None:
    """Classify a signal: a file may test whether a process exists, and end its own child processes."""
    if number == 0 or parent_of(pid) == os.getpid():
        return None
    return Effect("process", f"sends a signal to {pid}", failed(PermissionError, errno.EPERM))


def parent_of(pid: Any) -> int | None:
    """Return the parent of a process."""
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8", errors="replace") as stat:
            return int(stat.read().rpartition(")")[2].split()[1])
    except (OSError, ValueError, IndexError):
        return None


def classify_connect(event: str, connection: Any, given: Any) -> Effect | None:
    """Classify a connection; connecting a datagram socket sends nothing."""
    is_datagram = getattr(connection, "type", None) == socket.SOCK_DGRAM
    if is_datagram and event == "socket.connect":
        return None
    unreachable = failed(OSError, errno.ENETUNREACH)
    error = unreachable if is_datagram else failed(ConnectionRefusedError, errno.ECONNREFUSED)
    host = host_of(given[0] if isinstance(given, tuple) and given else given)
    return Effect("network", f"connects to {address(given)}", error, host=host)


def host_of(given: Any) -> str:
    """Return a host name in lower case, without the trailing dot."""
    text = given.decode(errors="replace") if isinstance(given, bytes) else str(given or "")
    return text.rstrip(".").lower()


def is_metadata(host: str | None) -> bool:
    """Return whether a host serves the instance metadata of a cloud."""
    return host is not None and any(fnmatchcase(host, known) for known in METADATA_HOSTS)


def is_numeric(host: str) -> bool:
    """Return whether a host is an IP address, which needs no lookup."""
    for family in (socket.AF_INET, socket.AF_INET6):
        try:
            socket.inet_pton(family, host.partition("%")[0])
        except (OSError, ValueError):
            continue
        return True
    return False


def address(given: Any) -> str:
    """Return an address as host:port."""
    if isinstance(given, tuple) and len(given) >= 2:
        host, port = given[0], given[1]
        return f"{shorten(host)}:{port}" if port else shorten(host)
    return shorten(given)


def shorten(given: Any) -> str:
    """Return a value as one short line."""
    text = given.decode(errors="replace") if isinstance(given, bytes) else str(given)
    text = " ".join(text.split())
    return text if len(text) <= 100 else f"{text[:99]}…"
