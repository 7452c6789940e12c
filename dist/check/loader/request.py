"""Defines the request to the loader."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import Any

NOT_AFFECTING = {"dagFolder", "roots", "files", "filesLater", "processes", "watchesClock"}


@dataclass(frozen=True)
class Request:
    """The DAG files to load, their limits and their samples."""

    dag_folder: str
    """Absolute; the report names files relative to it."""
    roots: tuple[str, ...]
    """Absolute folders of the team's own code, to whose lines findings point."""
    files: list[str] | None
    """The files to load, relative to the DAG folder; None: all, or those that the second line names."""
    seconds: float
    """The time limit per file."""
    memory_mb: int
    """The memory limit per file in addition to Airflow, in MiB of address space."""
    processes: int
    """The number of files to load at the same time."""
    variables: dict[str, str]
    """The values that `Variable.get` returns."""
    connections: dict[str, Any]
    """What `Connection.get` returns, by id: a URI, or the fields of `airflow connections export`."""
    programs: tuple[str, ...] = ()
    """Names of programs that a file may run while it is loaded."""
    hosts: tuple[str, ...] = ()
    """Names or patterns of hosts that a file may look up while it is loaded; they do not answer."""
    watches_clock: str = "none"
    """For which files to detect that they read the clock or random numbers: none, all, even or odd."""
    files_later: bool = False
    """Whether the second line names the files, so that the loader need not list them."""
    kept: Any = None
    """The results of earlier runs, without the results: see `kept.py`."""
    affecting: str = ""
    """The parts of the request that affect every result, as text."""

    @staticmethod
    def parse(text: str) -> Request:
        """Parse a request from JSON."""
        given = json.loads(text)
        return Request(
            dag_folder=given["dagFolder"],
            roots=tuple(given["roots"]),
            files=given.get("files"),
            files_later=given.get("filesLater", False),
            seconds=given["seconds"],
            memory_mb=given["memoryMb"],
            processes=given["processes"],
            variables=given["variables"],
            connections=given["connections"],
            programs=tuple(given["programs"]),
            hosts=tuple(host.lower() for host in given["hosts"]),
            watches_clock=given.get("watchesClock", "none"),
            affecting=json.dumps({key: given[key] for key in sorted(given.keys() - NOT_AFFECTING)}, sort_keys=True),
        )

    def with_second_line(self, given: dict[str, Any]) -> Request:
        """Return the request with the results of earlier runs, and the files if they come later."""
        return replace(self, kept=given.get("kept"), files=given["files"] if self.files_later else self.files)
