"""Loads a folder with Airflow's own DagBag and serialises its DAGs, as the DAG processor does: `dag_bag.py FOLDER`."""

import json
import sys

from airflow.dag_processing.dagbag import DagBag
from airflow.serialization.serialized_objects import DagSerialization

bag = DagBag(dag_folder=sys.argv[1])
for dag in bag.dags.values():
    json.dumps(DagSerialization.to_dict(dag), default=str)
print(len(bag.dags), len(bag.import_errors))
