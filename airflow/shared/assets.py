"""The data that DAGs hand to one another, each named once: its writer lists it as outlet, its readers wait for it."""

from __future__ import annotations

from airflow.sdk import Asset

REVENUE = Asset("flux://revenue/by-shop")
"""Revenue of each shop; an event's extra holds `week` and `totals`."""
