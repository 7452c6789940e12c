import { info } from '@actions/core';
import { tellError } from '../errors.ts';
import type { Checked } from './check.ts';
import type { CommentOptions } from './inputs.ts';
import { renderCheck } from './render.ts';

/** A little less than a comment holds, for the other sections. Characters. */
const MAX_WITH_PICTURES = 50_000;

/** How long a call for the comment may take. Milliseconds. */
const PATIENCE_MS = 10_000;

/** Writes the result into the comment on the pull request; that it could not be is told, and nothing else. */
export async function commentCheck({ repository, number, token }: CommentOptions, checked: Checked): Promise<void> {
  try {
    const [{ GitHub }, { writeSection }] = await Promise.all([
      import('../github/client.ts'),
      import('../github/comment.ts'),
    ]);
    const whole = renderCheck(checked);
    const markdown = whole.length > MAX_WITH_PICTURES ? renderCheck({ ...checked, withPictures: false }) : whole;
    const github = new GitHub({ token, tokenName: 'github-token', patienceMs: PATIENCE_MS });
    await writeSection(github, repository, number, 'check', markdown.trim());
  } catch (error) {
    info(`The comment on the pull request was not written: ${tellError(error)}`);
  }
}
