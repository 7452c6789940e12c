"""An example of a Connection: a task asks the shop's server for its orders.

The task reads the Connection. Code outside of tasks must not: Airflow runs it at every parse, every few seconds.
Locally, `airflow/config/connections.json` has a sample without the password; in production it comes from the secrets
backend or the environment.
"""

from __future__ import annotations

import json
import urllib.request
from datetime import timedelta

import pendulum
from airflow.sdk import Connection, dag, task

SECONDS = 30


@dag(
    schedule=None,
    start_date=pendulum.datetime(2026, 1, 1, tz="UTC"),
    catchup=False,
    tags=["example"],
    doc_md=__doc__,
    default_args={"owner": "flux", "retries": 2, "retry_delay": timedelta(minutes=5)},
)
def example_connection() -> None:
    """Wire the one step."""

    @task
    def count_orders() -> int:
        """Return how many orders the server has."""
        connection = Connection.get("shop_export")
        url = f"{connection.schema or 'https'}://{connection.host}:{connection.port or 443}/orders"
        request = urllib.request.Request(url, headers={"Authorization": f"Bearer {connection.password}"})  # noqa: S310
        seconds = connection.extra_dejson.get("timeout", SECONDS)
        with urllib.request.urlopen(request, timeout=seconds) as answer:  # noqa: S310 the scheme is the Connection's
            return len(json.load(answer))

    count_orders()


example_connection()
