"""Functions of the example DAG, tested without Airflow."""

from __future__ import annotations


def greet(name: str) -> str:
    """Return a greeting for a name, or for everybody without one."""
    return f"Hello, {name.strip() or 'everybody'}!"
