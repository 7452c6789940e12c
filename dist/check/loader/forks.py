"""Limits how often a DAG file forks, in all of its processes."""

from __future__ import annotations

import mmap
import struct

MOST = 64
COUNTER = struct.Struct("i")


class Forks:
    """Counts in memory that forks share. Two processes that count at once may count one fork only."""

    def __init__(self) -> None:
        self._shared = mmap.mmap(-1, COUNTER.size)

    def begin(self) -> None:
        """Start at zero for another file."""
        COUNTER.pack_into(self._shared, 0, 0)

    def count(self) -> bool:
        """Count a fork, and tell whether there were few enough."""
        (forks,) = COUNTER.unpack_from(self._shared)
        COUNTER.pack_into(self._shared, 0, forks + 1)
        return forks < MOST
