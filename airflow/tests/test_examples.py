"""Tests that run the example DAGs with `dag.test()`: every task, in this process, on a database of the tests."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TYPE_CHECKING, Any

import pendulum
import pytest

if TYPE_CHECKING:
    from airflow.dag_processing.dagbag import DagBag

pytestmark = pytest.mark.usefixtures("database")


def run(bag: DagBag, dag_id: str, task_id: str, **options: Any) -> Any:  # noqa: ANN401 what the task returned
    """Run a DAG whose tasks all succeed. Return the result of one task."""
    dag_run = bag.dags[dag_id].test(**options)
    assert dag_run.state == "success"
    task = dag_run.get_task_instance(task_id)
    assert task is not None
    return task.xcom_pull(task_ids=task_id)


def test_a_mapped_task_runs_once_for_each_shop(bag: DagBag) -> None:
    """The results come in the order of the list, whichever task ends first."""
    lines = ["berlin: 19.90 EUR", "lisbon: 19.90 EUR", "porto: 19.90 EUR"]
    assert run(bag, "example_mapped_tasks", "report") == lines


def test_a_deferred_task_goes_on_when_its_trigger_fires(bag: DagBag) -> None:
    """With no minutes to wait, the trigger fires at once."""
    assert run(bag, "example_deferrable", "go_on", run_conf={"minutes": 0}) == "the export of the shops is complete"


def test_a_task_uses_its_connection(bag: DagBag, monkeypatch: pytest.MonkeyPatch) -> None:
    """The variable of the environment stands for the secrets of production; the server sees the password."""
    seen: list[str | None] = []

    class Shop(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            seen.append(self.headers["Authorization"])
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"[1, 2, 3]")

    server = HTTPServer(("127.0.0.1", 0), Shop)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = {"conn_type": "http", "schema": "http", "host": "127.0.0.1", "port": server.server_port}
    monkeypatch.setenv("AIRFLOW_CONN_SHOP_EXPORT", json.dumps({**address, "password": "only-here"}))
    try:
        assert run(bag, "example_connection", "count_orders") == 3
    finally:
        server.shutdown()
        server.server_close()
    assert seen == ["Bearer only-here"]


def test_only_one_task_asks_for_a_large_pod(bag: DagBag) -> None:
    """The executor of Kubernetes merges the override into the container `base`; others run the task without it."""
    config: Any = bag.dags["example_pod_override"].get_task("sort_everything").executor_config
    [container] = config["pod_override"].spec.containers
    assert (container.name, container.resources.requests["memory"]) == ("base", "4Gi")
    assert run(bag, "example_pod_override", "sort_everything") == [1, 2, 3]


def test_a_run_of_a_backfill_replaces_its_own_day(bag: DagBag) -> None:
    """Whenever it runs."""
    day = pendulum.datetime(2026, 2, 27, 6, tz="UTC")
    partition = run(bag, "example_backfill", "replace_day", logical_date=day)
    assert partition == "revenue/day=2026-02-27 (week of 2026-02-21)"
