import type { GitHubReader } from '../github/api/client.ts';
import type { DeployedParts } from '../values/edit-list.ts';
import type { Values } from '../values/yaml/values.ts';
import { findImageOverrides, type ImageOverride } from './chart/image-overrides.ts';
import { findImmutableJobs } from './chart/immutable-jobs.ts';
import { editTexts } from './edit-files.ts';
import { formatChanges } from './format-changes.ts';
import { readLayers } from './place/layers.ts';
import { readTarget } from './read-target.ts';
import type { ValuesTarget } from './request.ts';
import { crossCheckTarget } from './target.ts';

/** The changes that a deployment would make in the GitOps repository as it is now. */
export interface PreviewedChange {
  /** The head that it was read at. */
  readonly head: string;
  readonly values: Values;
  /** The changed values only, as `formatChanges` writes them. */
  readonly diff: string;
  readonly leftBehind: readonly ImageOverride[];
  /** The chart's Jobs that would make a second deployment within five minutes fail. */
  readonly immutableJobs: readonly string[];
  /** Whether rollouts are held. */
  readonly held: boolean;
}

/**
 * Returns the change that a deployment would commit, made by the same code.
 * @throws UserError `wrong-target`, `digest-overrides-tag`, `values-…`; GitHubError
 */
export async function previewChange(
  gitops: GitHubReader,
  target: ValuesTarget,
  image: DeployedParts,
): Promise<PreviewedChange> {
  const { location } = target;
  const file = await readTarget(gitops, target);
  const { keys } = crossCheckTarget(file, image.image, target);
  const edited = editTexts(file, target, image).filter(({ changes }) => changes.length > 0);
  const layers = readLayers(file, target);
  const { tagKey } = keys;
  const own = edited.find(({ path }) => path === location.path)?.changes ?? [];
  return {
    head: file.head,
    values: layers[0].values,
    diff: edited.map(formatChanges).join('\n'),
    leftBehind: findImageOverrides(layers, { ...image, tagKey }, own),
    immutableJobs: findImmutableJobs(layers, tagKey),
    held: file.hold !== undefined,
  };
}
