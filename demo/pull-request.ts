import { ENGINEER, LEAD, type Stage } from '../sandbox/stage/stage.ts';
import { dagFile } from './dag-file.ts';

export { dagFile };

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
