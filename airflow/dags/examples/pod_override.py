"""An example of a pod override: one task with more memory than the others.

The Kubernetes executor merges `pod_override` into the pod of the task; the container must be named `base`. Other
executors, such as the local one of docker-compose.yaml, ignore it.
"""

from __future__ import annotations

from datetime import timedelta

import pendulum
from airflow.sdk import dag, task
from kubernetes.client import models as k8s

LARGE = k8s.V1Pod(
    spec=k8s.V1PodSpec(
        containers=[
            k8s.V1Container(
                name="base",
                resources=k8s.V1ResourceRequirements(
                    requests={"cpu": "1", "memory": "4Gi"},
                    limits={"memory": "4Gi"},
                ),
            )
        ]
    )
)


@dag(
    schedule=None,
    start_date=pendulum.datetime(2026, 1, 1, tz="UTC"),
    catchup=False,
    tags=["example"],
    doc_md=__doc__,
    default_args={"owner": "flux", "retries": 2, "retry_delay": timedelta(minutes=5)},
)
def example_pod_override() -> None:
    """Wire the one step."""

    @task(executor_config={"pod_override": LARGE})
    def sort_everything() -> list[int]:
        """Return sorted numbers; a few stand for millions."""
        return sorted([3, 1, 2])

    sort_everything()


example_pod_override()
