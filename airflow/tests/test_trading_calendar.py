"""Tests of what DAGs share."""

from datetime import date

from shared.trading_calendar import fiscal_week


def test_a_fiscal_week_begins_on_saturday() -> None:
    """Friday ends the week that Saturday began."""
    assert fiscal_week(date(2026, 2, 27)) == "week of 2026-02-21"
    assert fiscal_week(date(2026, 2, 28)) == "week of 2026-02-28"
