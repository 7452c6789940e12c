import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { dagFile } from '../../demo/pull-request.ts';
import type { PullRequest } from '../../sandbox/github/pull-request.ts';
import type { Repository } from '../../sandbox/github/repository.ts';
import { findPython } from '../../sandbox/programs/python.ts';
import type { ActionResult } from '../../sandbox/runner/run-action.ts';
import {
  ENGINEER,
  GITOPS,
  IMAGE,
  LEAD,
  SOURCE,
  type Stage,
  startStage,
  VALUES_FILE,
} from '../../sandbox/stage/stage.ts';
import { measureUse, readLimits } from '../e2e/limits-table.ts';
import { describeWith } from './parts/find-part.ts';

const DAG = 'airflow/dags/counted.py';
const MARK = '<!-- flux-airflow -->';
const READ_TOKEN = 'ghs_sandboxreadtoken00000000000000000000000007';
const GITOPS_READ_TOKEN = 'ghs_sandboxgitopsreadtoken0000000000000000008';

async function read(repository: Repository, revision: string, path: string): Promise<string> {
  return String(await repository.read(revision, path));
}

describeWith(['airflow'], 'check on a pull request', ({ airflow = '' }) => {
  let stage: Stage;
  let pullRequest: PullRequest;
  /** The version of the interpreter that loads the DAGs. */
  let pythonHere: string;
  beforeAll(async () => {
    stage = await startStage();
    const version = ['-c', 'import sys; print("%d.%d" % sys.version_info[:2])'];
    const { stdout } = await promisify(execFile)(findPython(airflow), version);
    pythonHere = stdout.trim();
    const permissions = { [SOURCE]: { contents: 'read', pull_requests: 'read' } } as const;
    stage.github.addToken({
      token: GITOPS_READ_TOKEN,
      login: 'flux-reader[bot]',
      app: true,
      permissions: { [GITOPS]: { contents: 'read' } },
    });
    stage.github.addToken({ token: READ_TOKEN, login: 'github-actions[bot]', app: true, permissions });
  });
  afterAll(() => stage.close());

  async function push(files: Record<string, string | null>, branch = 'counted'): Promise<string> {
    const parent = (await stage.source.resolve(`refs/heads/${branch}`)) ?? stage.first;
    return stage.source.commit({ branch, message: branch, author: ENGINEER, files, parent });
  }

  interface How {
    readonly token?: string;
    readonly repository?: string;
    readonly inputs?: Record<string, string>;
  }

  async function check(
    sha: string,
    { token = stage.workflowToken, repository = SOURCE, inputs = {} }: How = {},
  ): Promise<ActionResult> {
    const { number } = pullRequest;
    const python = findPython(airflow);
    return stage.run(sha, {
      entry: 'check',
      token,
      eventName: 'pull_request',
      event: { pull_request: { number, head: { sha, repo: { full_name: repository } } } },
      inputs: {
        python,
        ruff: join(dirname(python), 'ruff'),
        base: stage.first,
        'build-args': `PYTHON_VERSION=${pythonHere}`,
        ...inputs,
      },
    });
  }

  test('a broken DAG fails at its line; fixed, it passes; both are in one comment, and a forged one is not touched', async () => {
    const broken = await push({ [DAG]: dagFile('counted').replace('count()\n\n\ncounted', 'cuont()\n\n\ncounted') });
    pullRequest = await stage.source.openPullRequest({ title: 'Count', author: ENGINEER, head: 'counted' });
    const forged = { id: 1, author: stage.source.state.user(ENGINEER), body: `${MARK}\nall is well` };
    pullRequest.comments.push(forged);
    const red = await check(broken);
    const line = dagFile('counted').split('\n').indexOf('    count()') + 1;
    const cuont = { level: 'error', file: DAG, line, message: expect.stringContaining('cuont') };
    expect(red).toHaveExitedWith(1, {
      outputs: { outcome: 'failed' },
      annotations: [expect.objectContaining(cuont)],
    });
    expect(pullRequest.comments.map(({ body }) => body)).toEqual([forged.body, expect.stringContaining('❌ 1 error')]);
    const green = await check(await push({ [DAG]: dagFile('counted') }));
    expect(green).toHaveEndedWith('passed', { titles: [] });
    const [first, second, ...more] = pullRequest.comments.map(({ body }) => body);
    expect([first, more]).toEqual([`${MARK}\nall is well`, []]);
    expect(second).toMatch(
      /^<!-- flux-airflow -->\n[\s\S]*✅ All DAGs load[\s\S]*🟢 added \| counted[\s\S]*```mermaid\n/,
    );
  });

  test('a token without the right to comment, and a pull request from a fork: both are checked', async () => {
    pullRequest.comments.length = 0;
    const head = await pullRequest.head();
    const blind = await check(head, { token: READ_TOKEN });
    expect(blind).toHaveSucceeded({ titles: [] });
    expect(blind.log.join('\n')).toContain('“Pull requests: read and write”');
    const calls = stage.github.service.calls.length;
    expect(await check(head, { token: READ_TOKEN, repository: 'mallory/flux-airflow' })).toHaveSucceeded();
    expect(stage.github.service.calls).toHaveLength(calls);
    expect(pullRequest.comments).toEqual([]);
  });

  const deployment = () => ({
    image: IMAGE,
    'registry-mirror': stage.mirror.host,
    'gitops-repository': GITOPS,
    'gitops-token': GITOPS_READ_TOKEN,
    'values-file': VALUES_FILE,
    'build-args': '',
  });

  test('the preview of the deployment has changed lines, runtime, drift and images that are not updated', async () => {
    const text = await read(stage.gitops, 'main', VALUES_FILE);
    const values = `${text}extra: ${IMAGE}:version-other\n`.replace(
      'airflowVersion: "3.3.2"',
      'airflowVersion: "3.2.1"',
    );
    await stage.gitops.commit({ branch: 'main', message: 'Values', author: LEAD, files: { [VALUES_FILE]: values } });
    const head = await push(
      {
        'requirements.txt': 'python-stdnum==2.1\napache-airflow==3.1.0\n',
        'docker-compose.yaml':
          'services:\n  scheduler:\n    environment:\n      AIRFLOW__CORE__EXECUTOR: LocalExecutor\n',
        'pyproject.toml': '[tool.ruff]\ntarget-version = "py39"\n',
      },
      'runtime',
    );
    pullRequest = await stage.source.openPullRequest({ title: 'Runtime', author: ENGINEER, head: 'runtime' });
    const checked = await check(head, { inputs: deployment() });
    const { annotations, summary, outputs } = checked;
    expect(checked).toHaveSucceeded();
    const dockerfile = (await read(stage.source, head, 'Dockerfile')).split('\n');
    expect(annotations.map(({ title, file, line }) => [title, file, line])).toEqual([
      ['drift-airflow', 'Dockerfile', dockerfile.indexOf('ARG AIRFLOW_VERSION=3.3.2') + 1],
      ...(pythonHere === '3.13'
        ? []
        : [['drift-python', 'Dockerfile', dockerfile.indexOf('ARG PYTHON_VERSION=3.13') + 1]]),
      ['drift-airflow', 'requirements.txt', 2],
      ['drift-python', 'pyproject.toml', 2],
      ['drift-executor', 'docker-compose.yaml', 4],
    ]);
    expect(summary).toContain(`- images.airflow.tag: version-${stage.first}`);
    expect(summary).toContain(`+ images.airflow.tag: version-${head}`);
    // A line next to the tag in the values file.
    expect(summary).not.toContain('Specifying digest takes precedence');
    expect(summary).toContain('will be rebuilt: `requirements.txt has changed`');
    expect(summary).toMatch(/#L\d+\): `extra is .*version-other, so its containers stay on another image/);
    expect(summary).toContain('a second deployment within five minutes fails');
    const { deployment: preview } = JSON.parse(await readFile(outputs.inventory ?? '', 'utf8'));
    expect(preview).toMatchObject({
      image: IMAGE,
      runtime: { changes: ['requirements.txt has changed'] },
      change: { held: false },
    });
    expect(JSON.stringify(preview)).not.toContain(GITOPS_READ_TOKEN);
  });

  test('a deployment that would be rejected is reported, and the DAGs are still checked', async () => {
    pullRequest = await stage.source.openPullRequest({ title: 'Count', author: ENGINEER, head: 'counted' });
    const inputs = { ...deployment(), 'values-file': VALUES_FILE.replace('flux', 'elite') };
    const checked = await check(await pullRequest.head(), { inputs });
    expect(checked).toHaveSucceeded({ summary: /A deployment would be refused: `.*but this run deploys / });
    expect(checked.summary).toContain('unchanged; the image is ready in seconds');
  });

  test('renamed and removed DAGs are named, with their approvers; deprecated parts of Airflow at their lines', async () => {
    const old = await read(stage.source, stage.first, 'airflow/dags/orders_revenue.py');
    const head = await push(
      {
        'airflow/dags/orders_revenue.py': old.replaceAll('orders_revenue', 'revenue_of_orders'),
        'airflow/dags/revenue_report.py': null,
        'airflow/dags/old.py': `from airflow.datasets import Dataset\n\nTABLE = Dataset('orders')\n${dagFile('old')}`,
      },
      'names',
    );
    pullRequest = await stage.source.openPullRequest({ title: 'Names', author: ENGINEER, head: 'names' });
    const { summary, annotations } = await check(head);
    expect(summary).toMatch(/🔵 renamed \| revenue&#95;of&#95;orders \|.*before: orders&#95;revenue/);
    const owner = /^\* +(\S+)/m.exec(await read(stage.source, stage.first, '.github/CODEOWNERS'))?.[1] ?? '';
    expect(summary).toMatch(/🔴 removed \| \*\*revenue&#95;report\*\* \|.*needs approval by/);
    expect(summary).toContain(owner.slice(1).split(/[/-]/)[0]);
    expect(annotations.map(({ title, file, line }) => [title, file, line])).toContainEqual([
      'dag-deprecated',
      'airflow/dags/old.py',
      3,
    ]);
  });

  test('more findings than a step shows: all are in a check run, fifty per request', async () => {
    const broken = Object.fromEntries(
      Array.from({ length: 60 }, (_, index) => [
        `airflow/dags/broken_${index}.py`,
        `import airflow_that_is_not_${index} # dag\n`,
      ]),
    );
    const head = await push(broken, 'many');
    pullRequest = await stage.source.openPullRequest({ title: 'Many', author: ENGINEER, head: 'many' });
    const many = await check(head);
    expect(many.annotations).toHaveLength(10);
    const [run] = stage.source.checkRuns;
    expect(run).toMatchObject({
      name: 'flux-airflow: DAGs',
      head,
      conclusion: 'failure',
      title: '60 errors, 0 warnings',
    });
    expect(run?.annotations).toHaveLength(60);
    expect(run?.annotations).toContainEqual(
      expect.objectContaining({
        path: 'airflow/dags/broken_59.py',
        start_line: 1,
        annotation_level: 'failure',
        title: 'dag-import',
      }),
    );
    const blind = await check(head, { token: READ_TOKEN });
    expect(blind.log.join('\n')).toMatch(/Failed to write the check run with all findings: .*“Checks/);
    expect(blind.annotations).toHaveLength(10);
  });

  test.each<[string, () => Record<string, string>, string]>([
    ['a `check` of a pull request', () => ({}), 'counted'],
    ['the same, with a preview of the deployment', deployment, 'counted'],
    ['a `check` with 60 findings', () => ({}), 'many'],
  ])('limits.md says what %s uses of each limit', async (name, inputs, branch) => {
    pullRequest = await stage.source.openPullRequest({ title: name, author: ENGINEER, head: branch });
    const head = await pullRequest.head();
    const tokens = { job: stage.workflowToken, shared: GITOPS_READ_TOKEN };
    const use = await measureUse(stage.github, tokens, () => check(head, { inputs: inputs() }));
    expect([name, use]).toEqual([name, readLimits(name)]);
  });
});
