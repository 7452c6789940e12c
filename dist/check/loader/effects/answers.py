"""Answers `Variable.get` and `Connection.get` with the samples of the repository, and records the reads."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from typing import Any

from airflow.models import Connection as OldConnection
from airflow.models import Variable as OldVariable

try:
    from airflow.sdk import Connection, Variable
except ModuleNotFoundError:  # before Airflow 3.0
    Connection, Variable = OldConnection, OldVariable
from request import Request

FIELDS = ("conn_type", "description", "host", "login", "password", "schema", "port", "extra")
MISSING = object()


def answer_reads(request: Request, add: Callable[[str, str], None]) -> None:
    """Replace the functions that read from Airflow's database. `add` records a read."""

    def get_variable(_: type, key: str, default: Any = MISSING, deserialize_json: bool = False, **old: Any) -> Any:
        default = old.get("default_var", default)
        name = f"AIRFLOW_VAR_{key.upper()}"
        if key in request.variables or name in os.environ:
            value = request.variables.get(key, os.environ.get(name))
            if key in request.variables:
                add("variable", key)
            return json.loads(str(value)) if deserialize_json else value
        if default is not MISSING:
            return default
        add("unknown-variable", key)
        raise KeyError(f"Variable {key} is not in config/variables.json")

    def get_connection(_: type, conn_id: str, *__: Any) -> Any:
        given = request.connections.get(conn_id, os.environ.get(f"AIRFLOW_CONN_{conn_id.upper()}"))
        if conn_id in request.connections or given is None:
            add("unknown-connection" if given is None else "connection", conn_id)
        return connection_of(conn_id, given)

    for variable in (Variable, OldVariable):
        variable.get = classmethod(get_variable)
    Connection.get = classmethod(get_connection)
    OldConnection.get_connection_from_secrets = classmethod(get_connection)


def connection_of(conn_id: str, given: Any) -> Any:
    """Return a connection from a URI, from fields or from their JSON, as Airflow reads them; else a generic one."""
    if isinstance(given, str) and given.lstrip().startswith("{"):
        given = json.loads(given)
    if isinstance(given, str):
        read = OldConnection(conn_id=conn_id, uri=given)
        fields = {name: getattr(read, name) for name in FIELDS}
    elif isinstance(given, dict):
        extra = given.get("extra", given.get("extra_dejson"))
        fields = {name: given.get(name) for name in FIELDS}
        fields["extra"] = extra if extra is None or isinstance(extra, str) else json.dumps(extra)
        fields["port"] = int(fields["port"]) if fields["port"] else None
    else:
        fields = {"conn_type": "generic", "host": "localhost"}
    return Connection(conn_id=conn_id, **fields)
