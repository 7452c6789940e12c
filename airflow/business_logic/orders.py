"""What the orders pipeline computes: plain functions, tested without Airflow."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import TypedDict

from stdnum import ean


class Order(TypedDict):
    """One order of a shop, as its export gives it: the amount is a decimal number in the shop's currency."""

    shop: str
    ean: str
    amount: str
    cancelled: bool


def counts(order: Order) -> bool:
    """Whether an order counts: it was not cancelled, and its article number (EAN) has the right check digit."""
    return not order["cancelled"] and ean.is_valid(order["ean"])


def revenue_by_shop(orders: list[Order]) -> dict[str, str]:
    """Sum the orders that count, for each shop, as decimal numbers with two places."""
    totals: defaultdict[str, Decimal] = defaultdict(Decimal)
    for order in filter(counts, orders):
        totals[order["shop"]] += Decimal(order["amount"])
    return {shop: f"{total:.2f}" for shop, total in sorted(totals.items())}
