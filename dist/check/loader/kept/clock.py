"""Detects that a file reads the clock, random numbers or the machine's size, which no audit event reports."""

from __future__ import annotations

import datetime
import os
import random
import sys
import time
import uuid
import zlib
from types import FrameType
from typing import Any

from own import is_own_code, roots_of
from request import Request

CLOCKS = {"now", "utcnow", "today", "time", "time_ns", "monotonic", "monotonic_ns", "perf_counter", "perf_counter_ns"}
CALENDARS = {"gmtime", "localtime", "ctime", "strftime", "process_time", "_generate_time_safe", "generate_time_safe"}
CHANCE = {"random", "getrandbits", "urandom", "getrandom", "getpid", "rand", "randn", "randint", "random_sample"}
MACHINE = {"uname", "cpu_count", "sched_getaffinity", "getloadavg", "statvfs", "times", "getppid"}
TIMES = {"fstat", "stat"}
"""`os.fstat`, and `stat` of an entry of `os.scandir`: other calls are wrapped in `reads.py`."""
NAMES = CLOCKS | CALENDARS | CHANCE | MACHINE | TIMES
PASSED_ON = ("timezone.py", f"utils{os.sep}dates.py")
"""Airflow's modules that give the time to their caller. In others it stays in Airflow."""
LOGGING = f"logging{os.sep}__init__.py"


class Clock:
    """Watches the calls of functions in C on this thread. It doubles the time, so that only one of two loads does."""

    def __init__(self, request: Request) -> None:
        self._roots = roots_of(request)
        self._files = request.watches_clock
        self._is_watching = False
        self._reasons: set[str] = set()

    def begin(self, file: str) -> None:
        """Start watching, if this load is the one that does."""
        self._begin(self._files in ("all", ("even", "odd")[zlib.crc32(file.encode()) % 2]))

    def begin_all(self) -> None:
        """Start watching what happens before the first file, in each load."""
        self._begin(self._files != "none")

    def _begin(self, is_watching: bool) -> None:
        self._reasons = set()
        self._is_watching = is_watching
        if is_watching:
            sys.setprofile(self._profile)

    def end(self) -> set[str]:
        """Stop; return why the result is valid for this run only."""
        if self._is_watching:
            sys.setprofile(None)
        return self._reasons

    def _profile(self, frame: FrameType, event: str, function: Any) -> None:
        if event == "c_call" and function.__name__ in NAMES and is_source(function) and self._is_for_team(frame):
            self._reasons.add(reason_for(function.__name__))

    def _is_for_team(self, frame: FrameType | None) -> bool:
        """Return whether the team's code gets the answer: not what Airflow, logging or the import of a library asks."""
        while frame is not None:
            code = frame.f_code
            if is_own_code(code.co_filename, self._roots):
                return True
            is_airflow = f"{os.sep}airflow{os.sep}" in code.co_filename and not code.co_filename.endswith(PASSED_ON)
            if is_airflow or code.co_name == "<module>" or code.co_filename.endswith(LOGGING):
                return False
            frame = frame.f_back
        return False


def reason_for(name: str) -> str:
    """Return what the answer of a function is."""
    known = ((CHANCE, "random numbers"), (MACHINE, "the name or size of the machine"), (TIMES, "the times of a file"))
    return f"it reads {next((what for names, what in known if name in names), 'the clock')}"


def is_source(function: Any) -> bool:
    """Return whether a function in C is one of those meant, rather than a namesake such as `date.strftime`."""
    owner = getattr(function, "__self__", None)
    if owner is None or owner in (time, uuid, sys.modules.get("_uuid")):
        return True
    if owner is sys.modules.get("posix"):
        return function.__name__ != "stat"
    if function.__name__ in TIMES:
        return isinstance(owner, os.DirEntry)
    if isinstance(owner, type):
        return issubclass(owner, datetime.date)
    return isinstance(owner, random.Random) or "random" in f"{type(owner).__module__} {getattr(owner, '__name__', '')}"
