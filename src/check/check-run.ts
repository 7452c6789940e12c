import { info } from '@actions/core';
import { countLevels } from '../airflow/findings.ts';
import { tellError } from '../errors.ts';
import type { Checked } from './check.ts';
import type { CommentOptions } from './inputs.ts';
import { renderCheck } from './render.ts';

const PATIENCE_MS = 10_000;

/** Shows all findings in the pull request, where a step may show only some; that it could not is told, and nothing else. */
export async function writeAllFindings({ repository, head, token }: CommentOptions, checked: Checked): Promise<void> {
  const { findings } = checked;
  const { errors, warnings } = countLevels(findings);
  try {
    const [{ GitHub }, { writeCheckRun }] = await Promise.all([
      import('../github/client.ts'),
      import('../github/check-run.ts'),
    ]);
    await writeCheckRun(new GitHub({ token, tokenName: 'github-token', patienceMs: PATIENCE_MS }), {
      repository,
      head,
      name: 'flux-airflow: DAGs',
      conclusion: errors === 0 ? 'success' : 'failure',
      title: `${errors} errors, ${warnings} warnings`,
      summary: renderCheck({ ...checked, withPictures: false }),
      annotations: findings.map(({ level, code, path, line, message }) => {
        return { path, line, level: level === 'error' ? 'failure' : level, title: code, message };
      }),
    });
  } catch (error) {
    info(`The check run with all findings was not written: ${tellError(error)}`);
  }
}
