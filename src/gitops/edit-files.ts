import type { ValuesFile } from '../github/gitops/values-file.ts';
import type { Change as ValueChange } from '../values/edit.ts';
import { editFiles, type FileEdits } from '../values/edit-files.ts';
import { fillEdit } from '../values/edit-list.ts';
import type { CommitRequest, ValuesTarget } from './request.ts';

export type Written = ValuesTarget & Pick<CommitRequest, 'image' | 'tag' | 'digest'>;

export interface EditedText {
  readonly path: string;
  readonly after: string;
  readonly changes: readonly ValueChange[];
}

/**
 * Tag, digest and further edits in the texts of their files, all or none.
 * @throws UserError `values-…` when one of the edits cannot be made
 */
export function editTexts(file: ValuesFile, written: Written): EditedText[] {
  return editFiles(listEdits(file, written)).map(({ file: path, text, changes }) => ({
    path,
    after: text,
    changes,
  }));
}

function listEdits(file: ValuesFile, bump: Written): FileEdits[] {
  const { target, tagKey, digestKey, tag, digest, pinDigest } = bump;
  const own = [{ path: tagKey, value: tag }, ...(pinDigest ? [{ path: digestKey, value: digest }] : [])];
  const edits = Map.groupBy(bump.edits, (edit) => edit.file ?? target.path);
  return [...new Set([target.path, ...edits.keys()])].map((path) => ({
    file: path,
    text: path === target.path ? file.text : (file.others.get(path) ?? ''),
    edits: [...(path === target.path ? own : []), ...(edits.get(path) ?? []).map((edit) => fillEdit(edit, bump))],
  }));
}
