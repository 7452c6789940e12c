import { git } from './git.ts';

/** The size of the cache. */
const MOST = 1000;
const BY_ID = /^[0-9a-f]{40}(\.{2,3}[0-9a-f]{40})?$/;

const answers = new Map<string, Promise<Buffer>>();

/** Returns true if a revision, or both ends of a range, are commit ids, which never change their meaning. */
export function isById(revision: string): boolean {
  return BY_ID.test(revision);
}

/**
 * Like `git`, with a cache, for questions that name commits only by id: their answers never change, and starting git takes
 * longer than everything else that the stand-in does. @throws GitError
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
