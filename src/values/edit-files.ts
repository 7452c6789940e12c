import { UserError } from '../errors.ts';
import { type Change, type Edit, editValues } from './edit.ts';

export interface FileEdits {
  /** From the root of the repository. */
  readonly file: string;
  readonly text: string;
  readonly edits: readonly Edit[];
}

export interface EditedFile {
  readonly file: string;
  readonly text: string;
  /** Empty if the file has all values already. */
  readonly changes: readonly Change[];
}

/**
 * Edits several files with `editValues`, all or none.
 * @throws UserError `values-…`, `sops-encrypted` or `invalid-key-path`, which names the file
 */
export function editFiles(files: readonly FileEdits[]): EditedFile[] {
  return files.map(({ file, text, edits }) => inFile(file, () => ({ file, ...editValues(text, edits) })));
}

/** Does the work, and adds the name of the file to its error. */
export function inFile<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    if (!(cause instanceof UserError)) throw cause;
    throw new UserError(cause.code, `${file}: ${cause.message}`, cause.remedy, { cause, findings: cause.findings });
  }
}
