"""An Airflow plugin: a macro for templates, and a module that DAGs share."""

from __future__ import annotations

from datetime import date, timedelta
from typing import ClassVar

from airflow.plugins_manager import AirflowPlugin


def fiscal_week(day: str) -> str:
    """Name the fiscal week of a day (`2026-02-27`): it begins on Saturday."""
    saturday = date.fromisoformat(day) - timedelta(days=(date.fromisoformat(day).weekday() + 2) % 7)
    return f"week of {saturday.isoformat()}"


class ShopMacros(AirflowPlugin):
    """Makes `{{ macros.shop_macros.fiscal_week(ds) }}` known to templates."""

    name = "shop_macros"
    macros: ClassVar = [fiscal_week]
