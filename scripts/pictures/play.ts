import { execFile } from 'node:child_process';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { PullRequest } from '../../sandbox/github/pull-request.ts';
import { findPython } from '../../sandbox/programs/python.ts';
import { ENGINEER, LEAD, type Stage, startStage } from '../../sandbox/stage/stage.ts';

const TITLE = 'Clean the orders before they are summed';
const BRANCH = 'clean-orders';
/** The comment of the check follows in the same text. */
const END_OF_DEPLOYMENT = '<!-- flux-airflow: end of deployment -->';

/** The texts of one pull request, as Markdown. */
export interface Texts {
  /** The comment before the merge: what it changes. */
  readonly 'pull-request': string;
  /** The part of the comment about the deployment, after the rollout. */
  readonly deployed: string;
  /** The facts in the summary of the deployment's job. */
  readonly summary: string;
}

/** Plays a pull request in the sandbox, from its check with a real Airflow to its rollout. */
export async function playDeployment(airflow: string): Promise<Texts> {
  const stage = await startStage();
  try {
    const { head, pullRequest } = await propose(stage);
    await check(stage, pullRequest, head, findPython(airflow));
    const before = newsOf(pullRequest);
    await pullRequest.review({ author: LEAD, state: 'APPROVED' });
    const commit = await pullRequest.merge({ method: 'squash', by: ENGINEER });
    const { summary } = await stage.run(commit, {
      inputs: { 'argocd-server': stage.argocd.url, 'argocd-app': 'flux-airflow', 'argocd-token': stage.argocdToken },
    });
    const [deployed = ''] = newsOf(pullRequest).split(END_OF_DEPLOYMENT);
    const [facts = ''] = summary.split(/^#{2,} (?:#|&#35;)/m);
    return { 'pull-request': before, deployed, summary: facts };
  } finally {
    await stage.close();
  }
}

/** Opens a pull request that adds a task between two others, and a DAG. */
async function propose(stage: Stage): Promise<{ head: string; pullRequest: PullRequest }> {
  const files = { 'airflow/dags/daily_orders.py': dag(true), 'airflow/dags/refunds.py': dag(false, 'refunds') };
  const existing = { 'airflow/dags/daily_orders.py': dag(false) };
  const parent = await stage.source.head('main');
  const base = await stage.source.commit({
    ...{ branch: BRANCH, message: 'Add daily_orders', author: ENGINEER },
    files: existing,
    parent,
  });
  const head = await stage.source.commit({ branch: BRANCH, message: TITLE, author: ENGINEER, files, parent: base });
  const pullRequest = await stage.source.openPullRequest({ title: TITLE, author: ENGINEER, head: BRANCH });
  return { head, pullRequest };
}

async function check(stage: Stage, { number }: PullRequest, sha: string, python: string): Promise<void> {
  const version = ['-c', 'import sys; print("%d.%d" % sys.version_info[:2])'];
  const { stdout } = await promisify(execFile)(python, version);
  await stage.run(sha, {
    entry: 'check',
    eventName: 'pull_request',
    event: { pull_request: { number, head: { sha, repo: { full_name: 'flux-data/flux-airflow' } } } },
    inputs: {
      python,
      ruff: join(dirname(python), 'ruff'),
      base: `${sha}^`,
      'build-args': `PYTHON_VERSION=${stdout.trim()}`,
    },
  });
}

function newsOf({ comments }: PullRequest): string {
  return comments.map(({ body }) => body).join('\n\n');
}

/** Returns the text of a DAG that sums orders; `isClean`: after it cleaned them. */
function dag(isClean: boolean, name = 'daily_orders'): string {
  const clean = isClean
    ? '\n    @task\n    def clean(rows: list[int]) -> list[int]:\n        return sorted(rows)\n'
    : '';
  return `"""Sums the orders of yesterday."""

import pendulum
from airflow.sdk import dag, task


@dag(
    schedule="@daily",
    start_date=pendulum.datetime(2026, 1, 1, tz="UTC"),
    catchup=False,
    tags=["orders"],
    doc_md=__doc__,
    default_args={"owner": "ada", "retries": 2},
)
def ${name}() -> None:
    """Sum the orders of yesterday."""

    @task
    def extract() -> list[int]:
        return [42]
${clean}
    @task
    def load(rows: list[int]) -> None:
        print(sum(rows))

    load(${isClean ? 'clean(extract())' : 'extract()'})


${name}()
`;
}
