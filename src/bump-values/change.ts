import type { FileChange } from '../github/commit-files.ts';
import type { ValuesFile } from '../github/values-file.ts';
import type { Change as ValueChange } from '../values/edit.ts';
import { editFiles, type FileEdits } from '../values/edit-files.ts';
import { fillEdit } from '../values/edit-list.ts';
import type { Bump } from './commit-tag.ts';
import { formatChanges, formatHoldFile } from './format-changes.ts';
import { holdPath, holdText } from './hold-file.ts';
import type { Deployable, Places } from './judge.ts';
import { deployMessage } from './message.ts';

/** What one commit changes in the GitOps repository; no files: all is there already. */
export interface Change {
  readonly files: readonly FileChange[];
  readonly headline: string;
  readonly body: string;
  /** The changed values only, as `formatChanges` writes them. */
  readonly diff: string;
  /** What is set in the values file itself. */
  readonly values: readonly ValueChange[];
}

/**
 * Tag, digest, further edits and hold file of one deployment, all or none.
 * @throws UserError `values-…` when one of the edits cannot be made
 */
export function planChange(deployable: Deployable, bump: Bump): Change {
  const edited = editTexts(deployable.file, bump);
  const changed = edited.filter(({ changes }) => changes.length > 0);
  const hold = changeHold(deployable, bump);
  return {
    files: [...changed.map(({ path, after }) => ({ path, text: after })), ...hold],
    ...deployMessage({ ...bump, ...deployable }),
    diff: [
      ...changed.map(formatChanges),
      ...hold.map(({ path, text }) => formatHoldFile(path, text ?? undefined)),
    ].join('\n'),
    values: edited.find(({ path }) => path === bump.target.path)?.changes ?? [],
  };
}

export type Written = Places & Pick<Bump, 'image' | 'tag' | 'digest'>;

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

function changeHold({ file: { hold } }: Deployable, { operation, target, actor, runUrl }: Bump): FileChange[] {
  const path = holdPath(target.path);
  if (operation.kind === 'resume' && hold !== undefined) return [{ path, text: null }];
  if (operation.kind !== 'rollback') return [];
  return [{ path, text: holdText({ reason: operation.reason, by: actor, run: runUrl }) }];
}
