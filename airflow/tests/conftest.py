"""Fixtures for the tests of DAGs: Airflow's own settings and database, in a folder that the tests delete."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from airflow.dag_processing.dagbag import DagBag

ROOT = Path(__file__).parent.parent
DAGS = ROOT / "dags"

# Before the first import of Airflow, which reads them once. A test never touches the Airflow of its developer.
HOME = tempfile.mkdtemp(prefix="airflow-tests-")
atexit.register(shutil.rmtree, HOME, ignore_errors=True)
os.environ.update(
    AIRFLOW_HOME=HOME,
    AIRFLOW_CONFIG=f"{HOME}/airflow.cfg",
    AIRFLOW__CORE__DAGS_FOLDER=str(DAGS),
    AIRFLOW__CORE__PLUGINS_FOLDER=str(ROOT / "plugins"),
    AIRFLOW__CORE__LOAD_EXAMPLES="False",
    AIRFLOW__DATABASE__SQL_ALCHEMY_CONN=f"sqlite:///{HOME}/airflow.db",
)


@pytest.fixture(scope="session")
def bag() -> DagBag:
    """Load every file, those without the words that Airflow looks for too."""
    from airflow.dag_processing.dagbag import BundleDagBag

    return BundleDagBag(DAGS, bundle_path=DAGS, bundle_name="dags-folder", safe_mode=False)


@pytest.fixture(scope="session")
def database() -> Iterator[None]:
    """Give Airflow an empty database, which `dag.test()` needs; it takes some seconds."""
    from airflow.utils.db import initdb

    initdb()
    yield
