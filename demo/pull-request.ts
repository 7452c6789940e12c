import { ENGINEER, LEAD, type Stage } from '../sandbox/stage/stage.ts';

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

/** Merges an engineer’s pull request that adds a DAG, after the lead approved it. Returns the commit on main. */
export async function mergeDag(
  { source }: Stage,
  name: string,
  method: 'merge' | 'squash' | 'rebase' = 'squash',
): Promise<string> {
  const head = `add-${name}`;
  const files = { [`airflow/dags/${name}.py`]: dagFile(name) };
  await source.commit({
    branch: head,
    message: `Add ${name}`,
    author: ENGINEER,
    files,
    parent: await source.head('main'),
  });
  const pullRequest = await source.openPullRequest({ title: `Add the DAG ${name}`, author: ENGINEER, head });
  await pullRequest.review({ author: LEAD, state: 'APPROVED' });
  return pullRequest.merge({ method, by: ENGINEER });
}
