"""Tests of the business logic: they need no Airflow."""

from business_logic.orders import revenue_by_shop


def test_cancelled_orders_do_not_count() -> None:
    """A shop whose orders were all cancelled is not in the totals."""
    orders = [
        {"shop": "berlin", "amount": "0.10", "cancelled": False},
        {"shop": "berlin", "amount": "0.20", "cancelled": False},
        {"shop": "lisbon", "amount": "5.00", "cancelled": True},
    ]
    assert revenue_by_shop(orders) == {"berlin": "0.30"}
