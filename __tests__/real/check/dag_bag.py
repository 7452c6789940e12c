"""Prints what Airflow's own DagBag finds in each file of a folder, as JSON."""

import json
import os
import pathlib
import sys

try:
    from airflow.dag_processing.dagbag import DagBag
except ModuleNotFoundError:
    from airflow.models.dagbag import DagBag

folder = pathlib.Path(sys.argv[1])
sys.path.append(str(folder))
found = {}
for path in sorted(folder.rglob("*.py")):
    bag = DagBag(os.devnull, collect_dags=False)
    is_broken = False
    try:
        bag.process_file(str(path), only_if_updated=False, safe_mode=False)
    except BaseException:  # Airflow 2 lets SystemExit pass, which ends the process of that file.
        is_broken = True
    is_broken = is_broken or bool(bag.import_errors)
    found[str(path.relative_to(folder))] = {"ids": sorted(bag.dags), "isBroken": is_broken}
sys.stdout.write("\n" + json.dumps(found))
sys.stdout.flush()
os._exit(0)
