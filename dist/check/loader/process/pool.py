"""Loads files in forks, one per process. A file that ends its fork or takes too long fails; the others continue."""

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

from kept.reads import Reads
from request import Request

Event = dict[str, object]
Emit = Callable[[Event], None]

READ_BYTES = 1 << 16
MOST_WORDS = 2_000
"""The bytes to keep from the end of a fork's stderr."""
MOST_BYTES = 64 << 20
"""The longest line of a report; a file with a longer one fails."""
MOST_FALSE_STARTS = 3
"""After so many forks that end before their first file, the machine or the loader is the cause."""
START_SECONDS = 30.0
"""The time limit for a fork to start its first file."""


@dataclass
class Worker:
    """A fork and its remaining files."""

    pid: int
    pipe: int
    waiting: deque[str]
    deadline: float
    words: int
    """The descriptor of an unnamed file that receives its stderr."""
    has_begun: bool = False
    file: str | None = None
    text: bytearray = field(default_factory=bytearray)


class Pool:
    """Loads several files at a time."""

    def __init__(self, request: Request, emit: Emit, report: int, reads: Reads) -> None:
        self._request = request
        self._reads = reads
        self._emit = emit
        self._report = report
        self._workers: dict[int, Worker] = {}
        self._selector = selectors.DefaultSelector()
        self._batches: deque[deque[str]] = deque()
        self._false_starts = 0

    def load(self, files: list[str]) -> None:
        """Load the files and report every one of them."""
        # A garbage collection in a fork would copy the memory of all of Airflow's objects.
        gc.freeze()
        # One fork per process, so that each library is imported once in each.
        processes = min(self._request.processes, len(files))
        self._batches.extend(deque(files[at::processes]) for at in range(processes))
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
        """Load files in the fork. Never returns, because its caller belongs to the parent."""
        code = 1
        try:
            for descriptor in (reading, self._report, *self._workers):
                os.close(descriptor)
            for worker in self._workers.values():
                os.close(worker.words)
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
            os.dup2(words, 2)
            os.close(words)
            from process.child import run

            run(self._request, files, writing, self._reads)
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
            self._emit({"event": "start", "file": worker.file})
        elif event.get("event") == "file" and event.get("file") == worker.file:
            worker.file = None
            worker.deadline = time.monotonic() + START_SECONDS
            self._emit(event)

    def _end(self, worker: Worker, failure: Event) -> None:
        """End a fork and its processes; its remaining files go to another fork."""
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
            self._emit({"event": "file", "file": worker.file, "failure": {**failure, "code": code, "words": words}})
        elif not worker.has_begun:
            self._false_starts += 1
            if self._false_starts == MOST_FALSE_STARTS:
                sys.exit(f"{words}\nThe processes that load DAG files ended before their first file: exit code {code}.")
        if worker.waiting:
            self._batches.append(worker.waiting)


def nameless_file() -> int:
    """Open an unnamed temporary file."""
    with tempfile.TemporaryFile() as file:
        return os.dup(file.fileno())


def last_words(descriptor: int) -> str:
    """Return the end of a file."""
    size = os.fstat(descriptor).st_size
    return os.pread(descriptor, MOST_WORDS, max(0, size - MOST_WORDS)).decode(errors="replace").strip()
