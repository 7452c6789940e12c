"""Detects that a file reads the clock or random numbers while it is loaded, which no audit event reports."""

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

from own import is_own, roots_of
from request import Request

CLOCKS = {"now", "utcnow", "today", "time", "time_ns", "monotonic", "monotonic_ns", "perf_counter", "perf_counter_ns"}
CALENDARS = {"gmtime", "localtime", "ctime", "strftime", "process_time", "_generate_time_safe", "generate_time_safe"}
CHANCE = {"random", "getrandbits", "urandom", "getrandom", "getpid", "rand", "randn", "randint", "random_sample"}
NAMES = CLOCKS | CALENDARS | CHANCE
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
        self._reasons = set()
        self._is_watching = self._files == "all" or self._files == ("even", "odd")[zlib.crc32(file.encode()) % 2]
        if self._is_watching:
            sys.setprofile(self._profile)

    def end(self) -> set[str]:
        """Stop; return why the result is valid for this run only."""
        if self._is_watching:
            sys.setprofile(None)
        return self._reasons

    def _profile(self, frame: FrameType, event: str, function: Any) -> None:
        if event == "c_call" and function.__name__ in NAMES and is_source(function) and self._is_for_team(frame):
            self._reasons.add("it reads the clock" if function.__name__ not in CHANCE else "it reads random numbers")

    def _is_for_team(self, frame: FrameType | None) -> bool:
        """Return whether the team's code gets the answer: not what Airflow, logging or the import of a library asks."""
        while frame is not None:
            code = frame.f_code
            if is_own(os.path.realpath(code.co_filename), self._roots):
                return True
            is_airflow = f"{os.sep}airflow{os.sep}" in code.co_filename and not code.co_filename.endswith(PASSED_ON)
            if is_airflow or code.co_name == "<module>" or code.co_filename.endswith(LOGGING):
                return False
            frame = frame.f_back
        return False


def is_source(function: Any) -> bool:
    """Return whether a function in C is one of those meant, rather than a namesake such as `date.strftime`."""
    owner = getattr(function, "__self__", None)
    if owner is None or owner in (time, os, uuid, sys.modules.get("posix"), sys.modules.get("_uuid")):
        return True
    if isinstance(owner, type):
        return issubclass(owner, datetime.date)
    return isinstance(owner, random.Random) or "random" in f"{type(owner).__module__} {getattr(owner, '__name__', '')}"
