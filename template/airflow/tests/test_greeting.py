"""Tests of the business logic, without Airflow."""

from business_logic.greeting import greet


def test_greets_by_name() -> None:
    """Strips the spaces around a name."""
    assert greet(" Ada ") == "Hello, Ada!"


def test_greets_everybody_without_a_name() -> None:
    """Treats an empty name as no name."""
    assert greet("") == "Hello, everybody!"
