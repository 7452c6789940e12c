"""The report on the revenue of each shop, as soon as there is a new one.

Runs when `orders_revenue` has announced new totals, for all announcements since the last report. Its currency is the
Variable `revenue_currency` (EUR without it), read by the task and never while Airflow parses this file.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pendulum
from airflow.sdk import Variable, dag, task

from business_logic.report import render_report
from shared.assets import REVENUE

if TYPE_CHECKING:
    from collections.abc import Mapping


@dag(
    schedule=[REVENUE],
    start_date=pendulum.datetime(2026, 1, 1, tz="UTC"),
    catchup=False,
    tags=["finance"],
    doc_md=__doc__,
    default_args={"owner": "flux", "retries": 2, "retry_delay": timedelta(minutes=5)},
)
def revenue_report() -> None:
    """Wire the steps; `business_logic.report` contains the computations."""

    @task
    def report(*, triggering_asset_events: Mapping[Any, Any] | None = None) -> list[str]:
        """Give the lines of the report; a run without an announcement reports nothing."""
        currency = Variable.get("revenue_currency", default="EUR")
        events = (triggering_asset_events or {}).get(REVENUE, [])
        return [line for event in events for line in render_report(**event.extra, currency=currency)]

    report()


revenue_report()
