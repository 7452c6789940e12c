"""Runs the example DAG with `dag.test()`: every task, in this process, on a database of the tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from airflow.dag_processing.dagbag import DagBag


@pytest.mark.usefixtures("database")
def test_greets_the_team_of_the_variable(bag: DagBag, monkeypatch: pytest.MonkeyPatch) -> None:
    """A variable of the environment stands for one of production."""
    monkeypatch.setenv("AIRFLOW_VAR_TEAM_NAME", "Forge")
    run = bag.dags["greeting"].test()
    assert run.state == "success"
    task = run.get_task_instance("say")
    assert task is not None
    assert task.xcom_pull(task_ids="say") == "Hello, Forge!"
