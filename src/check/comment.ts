import { info } from '@actions/core';
import { GitHub } from '../github/api/client.ts';
import { writeSection } from '../github/pull-request/comment.ts';
import { formatError } from '../runner/translate/translate.ts';
import type { CommentOptions } from './options.ts';
import { renderCheck } from './render.ts';
import type { CheckResult } from './result.ts';

/** A little less than a comment holds, for the other sections. Characters. */
const MAX_WITH_PICTURES = 50_000;

/** How long a call for the comment may take. Milliseconds. */
const TIMEOUT_MS = 10_000;

/** Writes the result into the comment on the pull request; that it could not be is told, and nothing else. */
export async function commentCheck({ repository, number, token }: CommentOptions, checked: CheckResult): Promise<void> {
  try {
    const whole = renderCheck(checked);
    const markdown = whole.length > MAX_WITH_PICTURES ? renderCheck({ ...checked, withPictures: false }) : whole;
    const github = new GitHub({ token, tokenName: 'github-token', timeoutMs: TIMEOUT_MS });
    await writeSection(github, repository, number, 'check', markdown.trim());
  } catch (error) {
    info(`The comment on the pull request was not written: ${formatError(error)}`);
  }
}
