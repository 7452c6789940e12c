/** `flux-airflow check` on a repository with a DAG that does not load. */
import { execFileSync } from 'node:child_process';
import { expect, test } from '@jest/globals';
import { findPython } from '../../sandbox/programs/python.ts';
import { runCli } from '../e2e/run-cli.ts';
import { writeTree } from '../unit/cli/file-tree.ts';
import { describeWith } from './parts/find-part.ts';

describeWith(['airflow'], 'check on this machine', ({ airflow = '' }) => {
  test('names the line of a DAG that does not load, in a DAG folder that it finds', async () => {
    const directory = writeTree({
      'pipelines/dags/broken.py': 'from airflow.sdk import dag\n\nimport missing_module\n',
    });
    execFileSync('git', ['init', '--quiet', directory]);
    const { code, stdout } = await runCli(['check', '--json', '--python', findPython(airflow)], { cwd: directory });
    expect({ code, result: JSON.parse(stdout) }).toMatchObject({
      code: 1,
      result: {
        ok: false,
        findings: expect.arrayContaining([
          expect.objectContaining({
            level: 'error',
            file: 'pipelines/dags/broken.py',
            line: 3,
            message: expect.stringContaining('missing_module'),
          }),
        ]),
      },
    });
  });
});
