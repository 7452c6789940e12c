"""An example of a backfill: a run for each day of the past, when you ask for it.

`catchup=False` keeps Airflow from running the past when you unpause the DAG. To run it on purpose, unpause it, then:

    airflow backfill create --dag-id example_backfill --from-date 2026-01-01 --to-date 2026-01-31 --max-active-runs 2

Each run computes only the day of its `logical_date` and replaces the result of that day, so it can run again, and runs
can overtake each other. It never asks for the time: a backfill of January runs in March.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pendulum
from airflow.sdk import CronTriggerTimetable, dag, task

from shared.trading_calendar import fiscal_week

if TYPE_CHECKING:
    from pendulum import DateTime


@dag(
    schedule=CronTriggerTimetable("0 6 * * *", timezone="UTC"),
    start_date=pendulum.datetime(2026, 1, 1, tz="UTC"),
    catchup=False,
    max_active_runs=4,
    is_paused_upon_creation=True,
    tags=["example"],
    doc_md=__doc__,
    default_args={"owner": "flux", "retries": 2, "retry_delay": timedelta(minutes=5)},
)
def example_backfill() -> None:
    """Wire the one step."""

    @task
    def replace_day(*, logical_date: DateTime | None = None) -> str:
        """Return the partition that the run replaces; a run without a date has none."""
        if logical_date is None:
            return "nothing: started by hand without a logical date"
        return f"revenue/day={logical_date.date()} ({fiscal_week(logical_date.date())})"

    replace_day()


example_backfill()
