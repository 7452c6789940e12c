"""What the revenue report says: plain functions, tested without Airflow."""

from __future__ import annotations

from decimal import Decimal


def render_report(week: str, totals: dict[str, str], currency: str) -> list[str]:
    """Give the report's lines: each shop, best first, and the sum; totals are decimal numbers in the currency."""
    best_first = sorted(totals.items(), key=lambda shop: (-Decimal(shop[1]), shop[0]))
    total = sum(map(Decimal, totals.values()), Decimal())
    return [week, *(f"{shop}: {amount} {currency}" for shop, amount in best_first), f"all: {total:.2f} {currency}"]
