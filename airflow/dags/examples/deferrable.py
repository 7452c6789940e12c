"""An example of a deferrable operator: a wait that needs no worker.

The sensor hands its wait to the triggerer and ends; no pod runs until the time has come. Production needs
`triggerer.enabled` in the values file of the chart.
"""

from __future__ import annotations

from datetime import timedelta

import pendulum
from airflow.providers.standard.sensors.date_time import DateTimeSensorAsync
from airflow.sdk import dag, task


@dag(
    schedule=None,
    start_date=pendulum.datetime(2026, 1, 1, tz="UTC"),
    catchup=False,
    params={"minutes": 1},
    tags=["example"],
    doc_md=__doc__,
    default_args={"owner": "flux", "retries": 2, "retry_delay": timedelta(minutes=5)},
)
def example_deferrable() -> None:
    """Wait for a time after the start of the run, then go on."""
    wait = DateTimeSensorAsync(
        task_id="wait",
        target_time="{{ dag_run.run_after + macros.timedelta(minutes=params.minutes) }}",
    )

    @task
    def go_on() -> str:
        """Return what the run waited for."""
        return "the export of the shops is complete"

    wait >> go_on()


example_deferrable()
