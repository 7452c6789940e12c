import type { ActionResult } from '../../sandbox/runner/run-action.ts';
import { inlineNote } from './inline-note.ts';
import type { Fix } from './result.ts';

/** What the next try of the first deployment has in addition. */
export interface Repair extends Fix {
  readonly inputs: Readonly<Record<string, string>>;
}

/** Returns the change that lets a failed deployment go on; `undefined` if only a person can decide. */
export function findRepair(result: ActionResult): Repair | undefined {
  const errors = result.annotations.filter(({ level }) => level === 'error');
  const [error] = errors;
  const [problem = ''] = error === undefined ? [] : error.message.split('\n');
  const repair = (remedy: string, inputs: Repair['inputs']) => ({ problem, remedy, inputs });
  if (error?.title === 'secret-in-image') {
    const files = [...new Set(errors.slice(1).flatMap(({ file }) => file ?? []))];
    if (files.length === 0) return undefined;
    const remedy = `Look at ${files.join(', ')}. Remove a secret from the repository and revoke it, or exclude the file in .dockerignore; name a false alarm in allowed-secret-files.`;
    return repair(remedy, { 'allowed-secret-files': files.join('\n') });
  }
  if (error?.title === 'digest-overrides-tag') {
    const key = /digest-key: (\S+?),? /.exec(`${inlineNote(error.message)} `)?.[1];
    const inputs = { 'pin-digest': 'true', ...(key === undefined ? {} : { 'digest-key': key }) };
    return repair('Set pin-digest: true, so that a deployment writes the digest with the tag.', inputs);
  }
  return undefined;
}
