"""Revenue of each shop, every morning.

Reads yesterday's orders, sums those that count, and hands the totals on as an asset, under the name of the fiscal week.
"""

from __future__ import annotations

from datetime import timedelta

import pendulum
from airflow.sdk import Asset, dag, task

from business_logic.orders import Order, revenue_by_shop

REVENUE = Asset("flux://revenue/by-shop")


@dag(
    schedule="0 6 * * *",
    start_date=pendulum.datetime(2026, 1, 1, tz="UTC"),
    catchup=False,
    tags=["orders", "finance"],
    doc_md=__doc__,
    default_args={"owner": "flux", "retries": 2, "retry_delay": timedelta(minutes=5)},
)
def orders_revenue() -> None:
    """Wire the steps; what they compute stands in `business_logic.orders`."""

    @task
    def read_orders() -> list[Order]:
        """Give yesterday's orders; a fixed sample stands for the shop's export."""
        return [
            {"shop": "berlin", "ean": "4006381333931", "amount": "19.90", "cancelled": False},
            {"shop": "lisbon", "ean": "4006381333931", "amount": "5.00", "cancelled": True},
        ]

    @task(
        outlets=[REVENUE],
        templates_dict={"week": "{{ macros.shop_macros.fiscal_week(dag_run.run_after | ds) }}"},
    )
    def sum_up(orders: list[Order], *, templates_dict: dict[str, str] | None = None) -> dict[str, dict[str, str]]:
        """Sum the orders of each shop."""
        week = (templates_dict or {})["week"]
        return {week: revenue_by_shop(orders)}

    sum_up(read_orders())


orders_revenue()
