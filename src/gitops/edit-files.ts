import type { ValuesFile } from '../github/gitops/values-file.ts';
import type { Edit, Change as ValueChange } from '../values/edit.ts';
import { editFiles, type FileEdits } from '../values/edit-files.ts';
import { type DeployedParts, fillEdit } from '../values/edit-list.ts';
import { readLayers } from './place/layers.ts';
import { type PlacedKeys, placeTarget } from './place/place-target.ts';
import type { ValuesTarget } from './request.ts';

export interface EditedText {
  readonly path: string;
  readonly after: string;
  readonly changes: readonly ValueChange[];
}

/**
 * Makes the edits of tag, digest and further values in the texts of their files, all or none.
 * @throws UserError `values-…` when one of the edits cannot be made
 */
export function editTexts(file: ValuesFile, target: ValuesTarget, image: DeployedParts): EditedText[] {
  return editFiles(listEdits(file, target, image)).map(({ file: path, text, changes }) => ({
    path,
    after: text,
    changes,
  }));
}

function listEdits(file: ValuesFile, target: ValuesTarget, image: DeployedParts): FileEdits[] {
  const { path: ownPath } = target.location;
  const own = listOwnEdits(placeTarget(readLayers(file, target), target, image.image), image);
  const edits = Map.groupBy(target.edits, (edit) => edit.file ?? ownPath);
  return [...new Set([ownPath, ...edits.keys()])].map((path) => ({
    file: path,
    text: path === ownPath ? file.text : (file.others.get(path) ?? ''),
    edits: [...(path === ownPath ? own : []), ...(edits.get(path) ?? []).map((edit) => fillEdit(edit, image))],
  }));
}

function listOwnEdits({ form, tagKey, digestKey, pinDigest }: PlacedKeys, { tag, digest }: DeployedParts): Edit[] {
  if (form === 'tag-with-digest' && pinDigest) return [{ path: tagKey, value: `${tag}@${digest}` }];
  const part = (name: 'tag' | 'digest') => (form === 'reference' ? { part: name } : {});
  return [
    { path: tagKey, ...part('tag'), value: tag },
    ...(pinDigest ? [{ path: digestKey, ...part('digest'), value: digest }] : []),
  ];
}
