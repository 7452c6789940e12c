/** Returns the text of a DAG as a data engineer would write it. */
export function dagFile(name: string): string {
  return `"""Counts the orders of yesterday."""

import pendulum
from airflow.sdk import dag, task


@dag(
    schedule="@daily",
    start_date=pendulum.datetime(2026, 1, 1, tz="UTC"),
    catchup=False,
    tags=["demo"],
    doc_md=__doc__,
    default_args={"owner": "ada", "retries": 2},
)
def ${name}() -> None:
    """Count the orders of yesterday."""

    @task
    def count() -> int:
        return 42

    count()


${name}()
`;
}
