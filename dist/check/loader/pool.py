"""Forks that load a batch of files each: one that ends its process, or takes too long, is blamed; the rest goes on."""

from __future__ import annotations

import gc
import json
import os
import selectors
import signal
import sys
import tempfile
import time
import traceback
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from request import Request

Event = dict[str, object]
Tell = Callable[[Event], None]

BATCH = 100
"""Files for one fork: enough to pay for it, few enough to share the work."""
READ_BYTES = 1 << 16
MOST_WORDS = 2_000
"""Bytes of what a fork last wrote to its standard error."""
MOST_BYTES = 64 << 20
"""Of one line: a file that tells more is broken off."""
MOST_FALSE_STARTS = 3
"""Forks that end before their first file; then the machine or the loader is at fault, not a file."""
START_SECONDS = 30.0
"""Until a fork begins with its first file."""


@dataclass
class Worker:
    """A fork and what is left for it."""

    pid: int
    pipe: int
    waiting: deque[str]
    deadline: float
    words: int
    """What it writes to standard error: a file without a name."""
    has_begun: bool = False
    file: str | None = None
    text: bytearray = field(default_factory=bytearray)


class Pool:
    """Loads files, as many at once as asked for."""

    def __init__(self, request: Request, tell: Tell, report: int) -> None:
        self._request = request
        self._tell = tell
        self._report = report
        self._workers: dict[int, Worker] = {}
        self._selector = selectors.DefaultSelector()
        self._batches: deque[deque[str]] = deque()
        self._false_starts = 0

    def load(self, files: list[str]) -> None:
        """Load the files; every one of them is told of, whatever it does."""
        # What Airflow has made stays: a collection in a fork would copy all of it.
        gc.freeze()
        size = max(1, min(BATCH, len(files) // (2 * self._request.processes)))
        self._batches.extend(deque(files[at : at + size]) for at in range(0, len(files), size))
        while self._batches or self._workers:
            while self._batches and len(self._workers) < self._request.processes:
                self._fork(self._batches.popleft())
            for key, _ in self._selector.select(timeout=0.05):
                self._read(self._workers[key.fd])
            for worker in [each for each in self._workers.values() if time.monotonic() > each.deadline]:
                self._end(worker, {"kind": "slow", "seconds": self._request.seconds})

    def _fork(self, files: deque[str]) -> None:
        reading, writing = os.pipe()
        words = nameless_file()
        pid = os.fork()
        if pid == 0:
            self._run(list(files), reading, writing, words)
        os.close(writing)
        self._workers[reading] = Worker(pid, reading, files, time.monotonic() + START_SECONDS, words)
        self._selector.register(reading, selectors.EVENT_READ)

    def _run(self, files: list[str], reading: int, writing: int, words: int) -> None:
        """Load files in the fork. Never returns: what called it belongs to the parent."""
        code = 1
        try:
            for descriptor in (reading, self._report, *self._workers):
                os.close(descriptor)
            for worker in self._workers.values():
                os.close(worker.words)
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
            os.dup2(words, 2)
            os.close(words)
            from child import run

            run(self._request, files, writing)
            code = 0
        except BaseException:
            os.write(2, traceback.format_exc().encode())
        finally:
            os._exit(code)

    def _read(self, worker: Worker) -> None:
        data = os.read(worker.pipe, READ_BYTES)
        if not data:
            self._end(worker, {"kind": "died"})
            return
        worker.text += data
        if len(worker.text) > MOST_BYTES:
            self._end(worker, {"kind": "died"})
            return
        *lines, rest = bytes(worker.text).split(b"\n")
        worker.text = bytearray(rest)
        for line in lines:
            self._take(worker, line)

    def _take(self, worker: Worker, line: bytes) -> None:
        try:
            event = json.loads(line)
        except ValueError:
            return
        if event.get("event") == "start" and worker.waiting and event.get("file") == worker.waiting[0]:
            worker.has_begun = True
            worker.file = worker.waiting.popleft()
            worker.deadline = time.monotonic() + self._request.seconds
            self._tell({"event": "start", "file": worker.file})
        elif event.get("event") == "file" and event.get("file") == worker.file:
            worker.file = None
            worker.deadline = time.monotonic() + START_SECONDS
            self._tell(event)

    def _end(self, worker: Worker, failure: Event) -> None:
        """End a fork and all that it started; its other files go to the next one."""
        if worker.pipe not in self._workers:
            return
        for kill in (os.killpg, os.kill):
            try:
                kill(worker.pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        _, status = os.waitpid(worker.pid, 0)
        self._selector.unregister(worker.pipe)
        os.close(worker.pipe)
        del self._workers[worker.pipe]
        code = os.waitstatus_to_exitcode(status)
        words = last_words(worker.words)
        os.close(worker.words)
        if worker.file is not None:
            self._tell({"event": "file", "file": worker.file, "failure": {**failure, "code": code, "words": words}})
        elif not worker.has_begun:
            self._false_starts += 1
            if self._false_starts == MOST_FALSE_STARTS:
                sys.exit(f"{words}\nThe processes that load DAG files end before their first file: exit code {code}.")
        if worker.waiting:
            self._batches.append(worker.waiting)


def nameless_file() -> int:
    """Open a file that is gone once it is closed."""
    with tempfile.TemporaryFile() as file:
        return os.dup(file.fileno())


def last_words(descriptor: int) -> str:
    """Return the end of what was written to a file."""
    size = os.fstat(descriptor).st_size
    return os.pread(descriptor, MOST_WORDS, max(0, size - MOST_WORDS)).decode(errors="replace").strip()
