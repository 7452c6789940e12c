import { info } from '@actions/core';
import { crossCheckTarget, readDeployedNow, rejectEncryptedTargets } from '../../gitops/target.ts';
import { annotate } from '../../runner/annotate.ts';
import { describeDuplicates, describeUnread } from '../../values/describe-problems.ts';
import { parseValues } from '../../values/parse.ts';
import type { GateAnswer, GateSubject } from '../gate.ts';

/**
 * Checks that the values file deploys this image, and that a new tag takes effect there. For a hold, which writes no tag,
 * it checks only the image.
 * @throws UserError `wrong-target`, `digest-overrides-tag`, `key-overridden`, `sops-encrypted`, `values-…`
 */
export function checkTarget({ file, request }: GateSubject): GateAnswer {
  const { operation, target, version } = request;
  const { location } = target;
  const isHold = operation.kind === 'hold';
  const now = (isHold ? readDeployedNow : crossCheckTarget)(file, version.image, target);
  const { repositoryKey, tagKey, digestKey, pinDigest, form, isFound } = now.keys;
  if (!isHold) rejectEncryptedTargets(file, target, now.keys);
  if (isFound) info(`${location.path} has the image at ${tagKey}. To use another key, set tag-key.`);
  warnDefects(file.text, location.path);
  const pinned = form === 'keys' ? digestKey : 'a digest';
  const digest = isHold ? '' : `; ${pinDigest ? 'pins' : 'nothing in'} ${pinned}`;
  return {
    answer: `${repositoryKey} of ${location.path} is ${version.image}${digest}`,
    facts: { previousTag: now.tag, previousDigest: now.digest },
  };
}

/** Warns about what Helm ignores in the file, but other tools refuse: keys that a mapping has twice, and text behind its end. */
function warnDefects(text: string, path: string): void {
  const values = parseValues(text);
  for (const { line, message } of describeDuplicates(values))
    annotate('warning', 'duplicate key', `${path}: ${message}`, { file: path, startLine: line });
  for (const { line, message } of describeUnread(values))
    annotate('warning', 'unread text', `${path}: ${message}`, { file: path, startLine: line });
}
