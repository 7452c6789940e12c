"""Tests of the DAGs themselves, as Airflow loads them: they need Airflow, and no database."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from airflow.dag_processing.dagbag import DagBag

DAGS = Path(__file__).parent.parent / "dags"


def test_every_file_loads(bag: DagBag) -> None:
    """An import error is shown with its traceback."""
    assert bag.import_errors == {}
    assert {Path(dag.fileloc) for dag in bag.dags.values()} == set(DAGS.rglob("*.py"))


def test_every_dag_has_what_an_operator_asks_for_at_night(bag: DagBag) -> None:
    """An owner other than Airflow's default, retries, tags and documentation; no surprise of old runs."""
    for dag in bag.dags.values():
        assert dag.owner not in ("", "airflow"), dag.dag_id
        assert all(task.retries for task in dag.tasks), dag.dag_id
        assert dag.tags, dag.dag_id
        assert dag.doc_md, dag.dag_id
        assert not dag.catchup, dag.dag_id
