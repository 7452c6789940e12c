import { info } from '@actions/core';
import { GitHub } from '../../github/api/client.ts';
import { findComment, readPart, writeSection } from '../../github/pull-request/comment.ts';
import { formatError } from '../../translate/translate.ts';
import type { CommentOptions } from '../options.ts';
import type { CheckResult } from '../result.ts';
import { replaceFolder } from './folders.ts';
import { renderCheck } from './render.ts';

/** Leaves room in the comment for the other sections. Characters. */
const MAX_WITH_DETAILS = 50_000;

/** How long a call for the comment may take. Milliseconds. */
const TIMEOUT_MS = 10_000;

/** Writes the result of one DAG folder into the comment on the pull request. A failure is only logged. */
export async function commentCheck(
  { repository, number, token }: CommentOptions,
  checked: CheckResult,
  folder: string,
  whole: string | undefined,
): Promise<void> {
  try {
    const full = renderCheck(checked, { hasDetails: true, whole });
    const markdown = full.length > MAX_WITH_DETAILS ? renderCheck(checked, { hasDetails: false, whole }) : full;
    const github = new GitHub({ token, tokenName: 'github-token', timeoutMs: TIMEOUT_MS });
    const found = await findComment(github, repository, number);
    const text = replaceFolder(readPart(found.comment?.body ?? '', 'check'), folder, markdown.trim());
    await writeSection(github, repository, number, 'check', text, Promise.resolve(found));
  } catch (error) {
    info(`Failed to write the comment on the pull request: ${formatError(error)}`);
  }
}
