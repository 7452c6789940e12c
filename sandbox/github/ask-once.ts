import { git } from './git.ts';

/** So many answers are kept. */
const MOST = 1000;
const BY_ID = /^[0-9a-f]{40}(\.{2,3}[0-9a-f]{40})?$/;

const answers = new Map<string, Promise<Buffer>>();

/** Whether a revision, or both ends of a range, are named by their ids, as nothing else can be some day. */
export function isById(revision: string): boolean {
  return BY_ID.test(revision);
}

/**
 * As `git`, for a question about commits that are named by their ids alone: its answer never changes, and to start git
 * takes longer than all else that GitHub's stand-in does. @throws GitError
 */
export function askOnce(directory: string, args: readonly string[]): Promise<Buffer> {
  const question = [directory, ...args].join('\0');
  const known = answers.get(question);
  if (known !== undefined) return known;
  const answer = git(directory, args);
  answers.set(question, answer);
  answer.catch(() => answers.delete(question));
  const [oldest] = answers.keys();
  if (answers.size > MOST && oldest !== undefined) answers.delete(oldest);
  return answer;
}
