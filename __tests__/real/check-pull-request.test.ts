import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { dagFile } from '../../demo/pull-request.ts';
import type { PullRequest } from '../../sandbox/github/pull-request.ts';
import type { ActionResult } from '../../sandbox/runner/run-action.ts';
import { ENGINEER, SOURCE, type Stage, startStage } from '../../sandbox/stage/stage.ts';
import { describeWith } from './parts/find-part.ts';
import { findPython } from './parts/python.ts';

const DAG = 'airflow/dags/counted.py';
const MARK = '<!-- flux-airflow -->';
const READ_TOKEN = 'ghs_sandboxreadtoken00000000000000000000000007';

describeWith(['airflow'], 'check on a pull request', ({ airflow = '' }) => {
  let stage: Stage;
  let pullRequest: PullRequest;
  beforeAll(async () => {
    stage = await startStage();
    const permissions = { [SOURCE]: { contents: 'read', pull_requests: 'read' } } as const;
    stage.github.addToken({ token: READ_TOKEN, login: 'github-actions[bot]', app: true, permissions });
  });
  afterAll(() => stage.close());

  async function push(text: string): Promise<string> {
    const parent = await stage.source.resolve('refs/heads/counted');
    return stage.source.commit({
      branch: 'counted',
      message: 'Count',
      author: ENGINEER,
      files: { [DAG]: text },
      parent: parent ?? stage.first,
    });
  }

  function check(sha: string, token = stage.workflowToken, repository = SOURCE): Promise<ActionResult> {
    const { number } = pullRequest;
    return stage.run(sha, {
      entry: 'check',
      token,
      eventName: 'pull_request',
      event: { pull_request: { number, head: { repo: { full_name: repository } } } },
      inputs: { python: findPython(airflow), base: stage.first },
    });
  }

  test('a broken DAG is red at its line; mended it is green; both in one comment, which is ours alone', async () => {
    const broken = await push(dagFile('counted').replace('count()\n\n\ncounted', 'cuont()\n\n\ncounted'));
    pullRequest = await stage.source.openPullRequest({ title: 'Count', author: ENGINEER, head: 'counted' });
    const forged = { id: 1, author: stage.source.state.user(ENGINEER), body: `${MARK}\nall is well` };
    pullRequest.comments.push(forged);
    const red = await check(broken);
    const line = dagFile('counted').split('\n').indexOf('    count()') + 1;
    expect(red.annotations).toEqual([
      expect.objectContaining({ level: 'error', file: DAG, line, message: expect.stringContaining('cuont') }),
    ]);
    expect([red.exitCode, red.outputs.outcome]).toEqual([1, 'failed']);
    expect(pullRequest.comments.map(({ body }) => body)).toEqual([forged.body, expect.stringContaining('❌ 1 error')]);
    const green = await check(await push(dagFile('counted')));
    expect([green.exitCode, green.outputs.outcome, green.annotations]).toEqual([0, 'passed', []]);
    const [first, second, ...more] = pullRequest.comments.map(({ body }) => body);
    expect([first, more]).toEqual([`${MARK}\nall is well`, []]);
    expect(second).toMatch(
      /^<!-- flux-airflow -->\n[\s\S]*✅ All DAGs load[\s\S]*🟢 added \| counted[\s\S]*```mermaid\n/,
    );
  }, 120_000);

  test('a token that may not write a comment, and a pull request from a fork: checked all the same', async () => {
    pullRequest.comments.length = 0;
    const head = await pullRequest.head();
    const blind = await check(head, READ_TOKEN);
    expect([blind.exitCode, blind.annotations]).toEqual([0, []]);
    expect(blind.log.join('\n')).toContain('“Pull requests: read and write”');
    const calls = stage.github.service.calls.length;
    expect((await check(head, READ_TOKEN, 'mallory/flux-airflow')).exitCode).toBe(0);
    expect(stage.github.service.calls).toHaveLength(calls);
    expect(pullRequest.comments).toEqual([]);
  }, 120_000);
});
