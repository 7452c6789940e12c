"""What the first DAG computes: plain functions, tested without Airflow."""

from __future__ import annotations


def greet(name: str) -> str:
    """Greet somebody, or everybody where no name is given."""
    return f"Hello, {name.strip() or 'everybody'}!"
