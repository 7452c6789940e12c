"""Greets the team every morning: shows that the deployment works, until you add your own DAG.

The name of the team is the Variable `team_name`, read by the task and never while Airflow parses this file.
"""

from __future__ import annotations

from datetime import timedelta

import pendulum
from airflow.sdk import Variable, dag, task

from business_logic.greeting import greet


@dag(
    schedule="0 6 * * *",
    start_date=pendulum.datetime(2026, 1, 1, tz="UTC"),
    catchup=False,
    tags=["example"],
    doc_md=__doc__,
    default_args={"owner": "platform", "retries": 2, "retry_delay": timedelta(minutes=5)},
)
def greeting() -> None:
    """Wire the task; its logic is in `business_logic.greeting`."""

    @task
    def say() -> str:
        """Return the greeting."""
        return greet(Variable.get("team_name", default="team"))

    say()


greeting()
