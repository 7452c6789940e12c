import type { GitHub } from '../github/client.ts';
import { parseValues, type Values } from '../values/parse.ts';
import { editTexts, type Written } from './change.ts';
import { formatChanges } from './format-changes.ts';
import { findImmutableJobs } from './immutable-jobs.ts';
import { findLeftBehind, type LeftBehind } from './left-behind.ts';
import { readTarget } from './read-target.ts';
import { crossCheck } from './target.ts';

/** What a deployment would change in the GitOps repository as it is now. */
export interface PreviewedChange {
  /** The head that it was read at. */
  readonly head: string;
  readonly values: Values;
  /** The changed values only, as `formatChanges` writes them. */
  readonly diff: string;
  readonly leftBehind: readonly LeftBehind[];
  /** The chart's Jobs that would make a second deployment within five minutes fail. */
  readonly immutableJobs: readonly string[];
  /** Whether rollouts are held. */
  readonly held: boolean;
}

/**
 * The change that a deployment would commit, made by the same code and committed nowhere.
 * @throws UserError `wrong-target`, `digest-hides-tag`, `values-…`, `values-file`, `gitops-branch`
 */
export async function previewChange(gitops: GitHub, written: Written): Promise<PreviewedChange> {
  const { target, image } = written;
  const file = await readTarget(gitops, written);
  crossCheck(file, target.path, image, written);
  const edited = editTexts(file, written).filter(({ changes }) => changes.length > 0);
  const values = parseValues(file.text);
  const own = edited.find(({ path }) => path === target.path)?.changes ?? [];
  return {
    head: file.head,
    values,
    diff: edited.map(formatChanges).join('\n'),
    leftBehind: findLeftBehind(values, written, own),
    immutableJobs: findImmutableJobs(values, written.tagKey),
    held: file.hold !== undefined,
  };
}
