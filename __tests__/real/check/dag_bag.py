"""Prints what Airflow's own DagBag finds in each file of a folder, as JSON."""

import json
import os
import pathlib
import sys

try:
    from airflow.dag_processing.dagbag import DagBag
except ModuleNotFoundError:
    from airflow.models.dagbag import DagBag

from airflow.utils.file import list_py_file_paths

folder = pathlib.Path(sys.argv[1])
sys.path.append(str(folder))
found = {}
listed = [pathlib.Path(path) for path in list_py_file_paths(str(folder))]
for path in sorted(path for path in listed if path.is_relative_to(folder)):  # Airflow 2 lists its own examples too.
    bag = DagBag(os.devnull, collect_dags=False)
    is_broken = False
    try:
        bag.process_file(str(path), only_if_updated=False)
    except BaseException:  # Airflow 2 lets SystemExit pass, which ends the process of that file.
        is_broken = True
    is_broken = is_broken or bool(bag.import_errors)
    found[str(path.relative_to(folder))] = {"ids": sorted(bag.dags), "isBroken": is_broken}
sys.stdout.write("\n" + json.dumps(found))
sys.stdout.flush()
os._exit(0)
