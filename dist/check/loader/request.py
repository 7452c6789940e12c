"""What the loader is asked for."""

from __future__ import annotations

import json
from dataclasses import dataclass


@dataclass(frozen=True)
class Request:
    """Where the DAGs are, and what a file may take."""

    dag_folder: str
    """Absolute; the files are told relative to it."""
    roots: tuple[str, ...]
    """Folders of the team's own code, absolute: places in it are what a finding names."""
    files: list[str] | None
    """Only these, relative to the DAG folder; all of it when None."""
    seconds: float
    """The longest that a file may take."""
    memory_mb: int
    """The most that a file may take on top of Airflow, in MiB of address space."""
    processes: int
    """How many files are loaded at once."""
    variables: dict[str, str]
    """The values that `Variable.get` gives."""
    connections: tuple[str, ...]
    """The ids that `Connection.get` knows."""
    programs: tuple[str, ...] = ()
    """Names of programs that a file may run while it is loaded."""
    hosts: tuple[str, ...] = ()
    """Names of hosts, or patterns, that a file may ask for while it is loaded: they do not answer."""

    @staticmethod
    def parse(text: str) -> Request:
        """Read the JSON form."""
        given = json.loads(text)
        return Request(
            dag_folder=given["dagFolder"],
            roots=tuple(given["roots"]),
            files=given.get("files"),
            seconds=given["seconds"],
            memory_mb=given["memoryMb"],
            processes=given["processes"],
            variables=given["variables"],
            connections=tuple(given["connections"]),
            programs=tuple(given["programs"]),
            hosts=tuple(host.lower() for host in given["hosts"]),
        )
