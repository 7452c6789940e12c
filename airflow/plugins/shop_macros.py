"""An Airflow plugin: what templates may call."""

from __future__ import annotations

from datetime import date

from airflow.plugins_manager import AirflowPlugin

from shared import trading_calendar


def fiscal_week(day: str) -> str:
    """Name the fiscal week of a day, which templates give as `2026-02-27`."""
    return trading_calendar.fiscal_week(date.fromisoformat(day))


class ShopMacros(AirflowPlugin):
    """Makes `{{ macros.shop_macros.fiscal_week(ds) }}` known to templates."""

    name = "shop_macros"
    macros = [fiscal_week]
