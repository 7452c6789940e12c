"""Runs a function in a fork, so that nothing that it does changes this process."""

from __future__ import annotations

import json
import os
import select
import signal
import time
from collections.abc import Callable


def answer_of(work: Callable[[], object], seconds: float) -> tuple[bytes, int]:
    """Return what a function returns, as JSON, and the status of its fork. It is empty if the fork fails or is slow."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        run(work, writing)
    os.close(writing)
    answer = read_all(reading, seconds)
    os.kill(pid, signal.SIGKILL)
    _, status = os.waitpid(pid, 0)
    os.close(reading)
    return answer, status


def run(work: Callable[[], object], writing: int) -> None:
    """Write what the function returns. Never returns, because its caller belongs to the parent."""
    # The function may run code of the team, which can replace these.
    write, dump, leave = os.write, json.dumps, os._exit
    try:
        data = dump(work()).encode()
        while data:
            data = data[write(writing, data) :]
    finally:
        leave(0)


def read_all(reading: int, seconds: float) -> bytes:
    """Read what the fork writes, within the time limit."""
    end, data = time.monotonic() + seconds, b""
    while True:
        ready, _, _ = select.select([reading], [], [], max(0.0, end - time.monotonic()))
        part = os.read(reading, 1 << 16) if ready else b""
        if not part:
            return data
        data += part
