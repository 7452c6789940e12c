"""Runs the loader of `check` in forks of a process that has imported Airflow, which saves the import in each run.

`warm_loader.py serve SOCKET LOADER` listens; `warm_loader.py run SOCKET` runs the loader with its own standard streams,
environment and working folder, and ends as the loader does.
"""

from __future__ import annotations

import json
import os
import runpy
import signal
import socket
import sys

STREAMS = 3


def run(path: str) -> None:
    """Ask the server for a run, and end with its exit code."""
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(path)
        request = json.dumps({"environment": dict(os.environ), "folder": os.getcwd()})
        socket.send_fds(connection, [b"."], list(range(STREAMS)))
        connection.sendall(request.encode())
        connection.shutdown(socket.SHUT_WR)
        answer = connection.makefile().read()
    sys.exit(int(answer or 1))


def serve(path: str, loader: str) -> None:
    """Import Airflow once, then fork for each connection."""
    os.environ["AIRFLOW__CORE__DAGBAG_IMPORT_ERROR_TRACEBACK_DEPTH"] = "1000"
    os.environ["AIRFLOW__CORE__DAGBAG_IMPORT_TIMEOUT"] = "0"
    sys.path.pop(0)
    import airflow.dag_processing.dagbag
    import airflow.models.serialized_dag
    import airflow.plugins_manager
    import airflow.providers.standard.operators.bash
    import airflow.sdk
    import airflow.serialization.serialized_objects  # noqa: F401

    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(path)
        server.listen()
        print("ready", flush=True)
        while True:
            connection, _ = server.accept()
            if os.fork() == 0:
                signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                server.close()
                answer(connection, loader)
                os._exit(0)
            connection.close()


def answer(connection: socket.socket, loader: str) -> None:
    """Run the loader in another fork, and send its exit code."""
    _, streams, _, _ = socket.recv_fds(connection, 1, STREAMS)
    request = json.loads(connection.makefile().read())
    pid = os.fork()
    if pid == 0:
        for number, stream in enumerate(streams):
            os.dup2(stream, number)
        os.environ.clear()
        os.environ.update(request["environment"])
        os.chdir(request["folder"])
        connection.close()
        sys.argv = [loader]
        sys.stdin = open(0, encoding="utf-8", closefd=False)
        runpy.run_path(loader, run_name="__main__")
        sys.stdout.flush()
        os._exit(0)
    _, status = os.waitpid(pid, 0)
    connection.sendall(str(max(0, os.waitstatus_to_exitcode(status))).encode())


if __name__ == "__main__":
    {"run": run, "serve": serve}[sys.argv[1]](*sys.argv[2:])
