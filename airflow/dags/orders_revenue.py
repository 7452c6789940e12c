"""Revenue of each shop, every morning.

Reads yesterday's orders, sums those that count, and announces the totals of the fiscal week as an asset, which starts
`revenue_report`.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pendulum
from airflow.sdk import Metadata, dag, task

from business_logic.orders import Order, revenue_by_shop
from shared.assets import REVENUE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic import JsonValue


@dag(
    schedule="0 6 * * *",
    start_date=pendulum.datetime(2026, 1, 1, tz="UTC"),
    catchup=False,
    tags=["orders", "finance"],
    doc_md=__doc__,
    default_args={"owner": "flux", "retries": 2, "retry_delay": timedelta(minutes=5)},
)
def orders_revenue() -> None:
    """Wire the steps; `business_logic.orders` contains the computations."""

    @task
    def read_orders() -> list[Order]:
        """Give yesterday's orders; a fixed sample stands for the shop's export."""
        return [
            {"shop": "berlin", "ean": "4006381333931", "amount": "19.90", "cancelled": False},
            {"shop": "lisbon", "ean": "4006381333931", "amount": "5.00", "cancelled": True},
        ]

    @task
    def sum_up(orders: list[Order]) -> dict[str, str]:
        """Sum the orders of each shop."""
        return revenue_by_shop(orders)

    @task(
        outlets=[REVENUE],
        templates_dict={"week": "{{ macros.shop_macros.fiscal_week(dag_run.run_after | ds) }}"},
    )
    def announce(totals: dict[str, JsonValue], *, templates_dict: dict[str, str] | None = None) -> Iterator[Metadata]:
        """Announce the totals, under the name of the fiscal week."""
        yield Metadata(REVENUE, {"week": (templates_dict or {})["week"], "totals": totals})

    announce(sum_up(read_orders()))


orders_revenue()
