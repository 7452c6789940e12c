"""Tests of the report: they need no Airflow."""

from business_logic.report import render_report


def test_the_best_shop_comes_first() -> None:
    """By number, not by text; equal shops by name; the sum is exact."""
    totals = {"berlin": "9.90", "porto": "9.90", "lisbon": "10.10"}
    assert render_report("week of 2026-02-21", totals, "EUR") == [
        "week of 2026-02-21",
        "lisbon: 10.10 EUR",
        "berlin: 9.90 EUR",
        "porto: 9.90 EUR",
        "all: 29.90 EUR",
    ]


def test_no_shop_is_a_report_too() -> None:
    """A week without orders that count."""
    assert render_report("week of 2026-02-21", {}, "EUR") == ["week of 2026-02-21", "all: 0.00 EUR"]
