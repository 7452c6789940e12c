"""The trading calendar, shared by all DAGs: plain functions, no Airflow."""

from __future__ import annotations

from datetime import date, timedelta

SATURDAY = 5
DAYS_A_WEEK = 7


def fiscal_week(day: date) -> str:
    """Name the fiscal week of a day by its first day, a Saturday."""
    since_saturday = (day.weekday() - SATURDAY) % DAYS_A_WEEK
    return f"week of {day - timedelta(days=since_saturday)}"
