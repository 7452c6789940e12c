import { posix } from 'node:path';
import type { ActionResult } from '../../sandbox/runner/run-action.ts';
import { inlineNote } from './inline-note.ts';
import type { Fix } from './result.ts';

/** What the next try of the first deployment has in addition. */
export interface Repair extends Fix {
  /** Text to append to files. */
  readonly append: Readonly<Record<string, string>>;
  readonly inputs: Readonly<Record<string, string>>;
}

/** Where the build context is, and which ignore file it has. */
export interface Place {
  readonly context: string;
  readonly dockerfile: string;
  readonly paths: readonly string[];
}

/** Returns the change that lets a failed deployment go on; `undefined` if only a person can decide. */
export function findRepair(result: ActionResult, place: Place): Repair | undefined {
  const errors = result.annotations.filter(({ level }) => level === 'error');
  const [error] = errors;
  const [problem = ''] = error === undefined ? [] : error.message.split('\n');
  const repair = (remedy: string, more: Partial<Pick<Repair, 'append' | 'inputs'>>) => ({
    problem,
    remedy,
    append: {},
    inputs: {},
    ...more,
  });
  if (error?.title === 'git-folder-copied') {
    const file = ignoreFile(place);
    return repair(`Add this line to ${file}: **/.git`, { append: { [file]: '\n**/.git\n' } });
  }
  if (error?.title === 'secret-in-image') {
    const files = [...new Set(errors.slice(1).flatMap(({ file }) => file ?? []))];
    if (files.length === 0) return undefined;
    const remedy = `Look at ${files.join(', ')}. Remove a secret from the repository and revoke it, or exclude the file in .dockerignore; name a false alarm in allowed-secret-files.`;
    return repair(remedy, { inputs: { 'allowed-secret-files': files.join('\n') } });
  }
  if (error?.title === 'digest-overrides-tag') {
    const key = /digest-key: (\S+?),? /.exec(`${inlineNote(error.message)} `)?.[1];
    const inputs = { 'pin-digest': 'true', ...(key === undefined ? {} : { 'digest-key': key }) };
    return repair('Set pin-digest: true, so that a deployment writes the digest with the tag.', { inputs });
  }
  return undefined;
}

/** Docker reads the ignore file beside the Dockerfile before the one of the context. */
function ignoreFile({ context, dockerfile, paths }: Place): string {
  const beside = `${dockerfile}.dockerignore`;
  return paths.includes(beside) ? beside : posix.join(context, '.dockerignore');
}
