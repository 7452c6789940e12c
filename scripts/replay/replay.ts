import { UserError } from '../../src/errors.ts';
import { editValues } from '../../src/values/edit.ts';
import { formatKeyPath, type KeyPath } from '../../src/values/key-path.ts';
import { parseValues } from '../../src/values/parse.ts';
import { readValue } from '../../src/values/read.ts';
import { decodeUtf8 } from '../../src/values/yaml/utf8.ts';
import { describeDifference } from './difference.ts';

export type Replayed =
  | { readonly result: 'same' }
  | { readonly result: 'different' | 'refused'; readonly reason: string };

/**
 * Makes a commit's change of a key with the editor; `undefined` if the commit did not change the key.
 * `same`: the edited bytes equal the commit's.
 */
export function replay(before: Uint8Array, after: Uint8Array, path: KeyPath): Replayed | undefined {
  try {
    const [old, wanted] = [decodeUtf8(before), decodeUtf8(after)];
    const [previous, next] = [read('before', old, path), read('after', wanted, path)];
    if (previous === next) return undefined;
    if (next === undefined) return refused('the commit removes the key, or its new value is not a scalar');
    if (next === null) return refused('the commit sets the value to null');
    const { text } = editValues(old, [{ path: formatKeyPath(path), value: next }]);
    return text === wanted
      ? { result: 'same' }
      : { result: 'different', reason: describeDifference(old, text, wanted) };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return refused(`${error.code}: ${error.message}`);
  }
}

function read(when: string, text: string, path: KeyPath): string | null | undefined {
  try {
    return readValue(parseValues(text), path);
  } catch (cause) {
    if (!(cause instanceof UserError)) throw cause;
    throw new UserError(cause.code, `${when} the commit: ${cause.message}`, cause.remedy, { cause });
  }
}

function refused(reason: string): Replayed {
  return { result: 'refused', reason };
}
