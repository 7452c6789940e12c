"""What the orders pipeline computes: plain functions, tested without Airflow."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import TypedDict


class Order(TypedDict):
    """One order of a shop, as its export gives it: the amount is a decimal number in the shop's currency."""

    shop: str
    amount: str
    cancelled: bool


def revenue_by_shop(orders: list[Order]) -> dict[str, str]:
    """Sum what was not cancelled, for each shop, as decimal numbers with two places."""
    totals: defaultdict[str, Decimal] = defaultdict(Decimal)
    for order in orders:
        if not order["cancelled"]:
            totals[order["shop"]] += Decimal(order["amount"])
    return {shop: f"{total:.2f}" for shop, total in sorted(totals.items())}
