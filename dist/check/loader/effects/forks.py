"""Limits the forks of a DAG file in all of its processes."""

from __future__ import annotations

import mmap
import struct

MOST = 64
COUNTER = struct.Struct("i")


class Forks:
    """Counts in memory that forks share. Two processes that count at the same time may count only one fork."""

    def __init__(self) -> None:
        self._shared = mmap.mmap(-1, COUNTER.size)

    def begin(self) -> None:
        """Reset the counter for the next file."""
        COUNTER.pack_into(self._shared, 0, 0)

    def count(self) -> bool:
        """Count a fork and return whether it is within the limit."""
        (forks,) = COUNTER.unpack_from(self._shared)
        COUNTER.pack_into(self._shared, 0, forks + 1)
        return forks < MOST
