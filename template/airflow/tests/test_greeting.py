"""Tests of the business logic: they need no Airflow."""

from business_logic.greeting import greet


def test_somebody_is_greeted_by_name() -> None:
    """Spaces around a name are no part of it."""
    assert greet(" Ada ") == "Hello, Ada!"


def test_everybody_is_greeted_without_a_name() -> None:
    """An empty name is none."""
    assert greet("") == "Hello, everybody!"
