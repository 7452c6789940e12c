import { setImmediate as nextTurn } from 'node:timers/promises';
import { group } from '@actions/core';
import { bumpValues } from '../bump-values/bump-values.ts';
import { closeStaleProposal } from '../bump-values/close-stale-proposal.ts';
import { commitTag } from '../bump-values/commit.ts';
import { prepareCommit } from '../bump-values/prepare-commit.ts';
import { evaluateGates } from '../gates/gates.ts';
import { isNoOp } from '../gates/no-op.ts';
import type { Clients } from '../gitops/request.ts';
import { attachReferrers } from '../push/attach.ts';
import { pushImage } from '../push/push.ts';
import { isSameAsDeployed } from '../push/same-as-deployed.ts';
import type { DeployOptions } from './options.ts';
import { prefetchImage } from './prefetch.ts';
import type { Deployed, Step } from './result.ts';

/**
 * The whole deployment: the guards and the proof, then image, push and commit; `unchanged` without push and commit when
 * the image has the content of the deployed one. A hold and a rollback need no image.
 */
export async function deploy(clients: Clients, options: DeployOptions): Promise<Deployed> {
  const steps: Step[] = [];
  const step = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
    const start = performance.now();
    const result = await group(name, work);
    steps.push({ name, milliseconds: performance.now() - start });
    return result;
  };
  const { image } = options.registry;
  if (options.operation.kind === 'hold' || options.operation.kind === 'rollback') {
    return { ...(await step('bump-values', () => bumpValues(clients, { ...options, digest: undefined }))), steps };
  }
  const proved = Promise.withResolvers<void>();
  const begun = prefetchImage(options, proved.promise);
  const verdict = await step('verify', () => evaluateGates(clients, options));
  if (verdict.outcome !== 'deployable') {
    return { ...(await closeStaleProposal(clients, options, verdict)), steps };
  }
  options.onProof?.(verdict);
  proved.resolve();
  const { previousTag } = verdict;
  const deployed = begun.deployed(previousTag);
  const built = await step('build', () => begun.built);
  const { tag } = built;
  const runtime = built.runtime === undefined ? {} : { runtime: built.runtime };
  options.gateLog.set('image', `${options.image}:${tag} is ${built.digest}`);
  const now = await deployed;
  const isSame = isNoOp(options, verdict, now) && (await isSameAsDeployed(options.registry, built, now));
  if (previousTag !== null && isSame) return { outcome: 'unchanged', previousTag, steps };
  const pushing = step('push', () => pushImage({ ...options, image, built, present: begun.present }));
  const attached = attachReferrers({ ...options, image, built }, pushing);
  const prepared = nextTurn().then(() => prepareCommit(verdict, { ...options, tag, digest: built.digest }));
  // Whoever commits sees the error.
  prepared.catch(() => {});
  const { digest, outcome: pushed } = await pushing;
  options.gateLog.set('image', `${options.image}:${tag} is ${digest}`);
  options.onCommit?.();
  const ahead = digest === built.digest ? prepared : undefined;
  const bump = { ...options, tag, digest };
  const bumped = await step('bump-values', () => commitTag(clients, bump, verdict, { prepared: ahead }));
  return { ...bumped, steps, image: { tag, digest, ...runtime, pushed }, attached };
}
