import { info } from '@actions/core';
import { countLevels } from '../../findings.ts';
import { GitHub } from '../../github/api/client.ts';
import { writeCheckRun } from '../../github/pull-request/check-run.ts';
import { plural } from '../../plural.ts';
import { formatError } from '../../translate/translate.ts';
import { explain } from '../explain.ts';
import type { CommentOptions } from '../options.ts';
import type { CheckResult } from '../result.ts';
import { renderCheck } from './render.ts';

const TIMEOUT_MS = 10_000;

/** Writes all findings to a check run, because GitHub limits the annotations of a step. A failure is only logged. */
export async function writeAllFindings(
  { repository, head, token }: CommentOptions,
  checked: CheckResult,
): Promise<void> {
  const { findings } = checked;
  const { errors, warnings } = countLevels(findings);
  try {
    await writeCheckRun(new GitHub({ token, tokenName: 'github-token', timeoutMs: TIMEOUT_MS }), {
      repository,
      head,
      name: 'flux-airflow: DAGs',
      conclusion: errors === 0 ? 'success' : 'failure',
      title: `${plural(errors, 'error')}, ${plural(warnings, 'warning')}`,
      summary: renderCheck(checked, { hasDetails: false, whole: undefined }),
      annotations: findings.map(explain).map(({ level, code, location: { file: path, line }, message }) => {
        return { path, line, level: level === 'error' ? 'failure' : level, title: code, message };
      }),
    });
  } catch (error) {
    info(`Failed to write the check run with all findings: ${formatError(error)}`);
  }
}
