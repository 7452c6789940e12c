"""An example of dynamic task mapping: one task for each shop, whose number is known only at run time.

Airflow makes a task of `sum_up` for each element that `list_shops` returns. `max_active_tis_per_dag` limits how many
run at once. One shop that fails does not stop the others, and can be cleared alone.

`python airflow/dags/examples/mapped_tasks.py` runs it with `dag.test()`, in a debugger too.
"""

from __future__ import annotations

from datetime import timedelta

import pendulum
from airflow.sdk import dag, task

from business_logic.orders import Order, revenue_by_shop


@dag(
    schedule=None,
    start_date=pendulum.datetime(2026, 1, 1, tz="UTC"),
    catchup=False,
    tags=["example"],
    doc_md=__doc__,
    default_args={"owner": "flux", "retries": 2, "retry_delay": timedelta(minutes=5)},
)
def example_mapped_tasks() -> None:
    """Wire the steps: list, map, reduce."""

    @task
    def list_shops() -> list[str]:
        """Return the shops of today; a fixed sample stands for the shop's export."""
        return ["berlin", "lisbon", "porto"]

    @task(max_active_tis_per_dag=2, map_index_template="{{ task.op_kwargs['shop'] }}")
    def sum_up(shop: str, currency: str) -> str:
        """Sum the orders of one shop."""
        orders: list[Order] = [{"shop": shop, "ean": "4006381333931", "amount": "19.90", "cancelled": False}]
        return f"{shop}: {revenue_by_shop(orders)[shop]} {currency}"

    @task
    def report(lines: list[str]) -> list[str]:
        """Return the lines of all shops, in the order of `list_shops`."""
        return list(lines)

    report(sum_up.partial(currency="EUR").expand(shop=list_shops()))


dag_object = example_mapped_tasks()

if __name__ == "__main__":
    dag_object.test()
