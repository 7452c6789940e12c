import { setImmediate as nextTurn } from 'node:timers/promises';
import { group } from '@actions/core';
import { bumpValues } from '../bump-values/bump-values.ts';
import { closeStaleProposal } from '../bump-values/close-stale-proposal.ts';
import { commitTag } from '../bump-values/commit.ts';
import { prepareCommit } from '../bump-values/prepare-commit.ts';
import { type BumpResult, resultWithoutCommit } from '../bump-values/result.ts';
import { evaluateGates, evaluateRequest } from '../gates/evaluate.ts';
import { withVerdicts } from '../gates/gated-error.ts';
import { isNoOp } from '../gates/no-op.ts';
import type { ApprovedDeployment } from '../gates/verdict.ts';
import type { Clients } from '../gitops/request.ts';
import { attachReferrers } from '../push/attach.ts';
import { pushImage } from '../push/push.ts';
import { isSameAsDeployed } from '../push/same-as-deployed.ts';
import type { DeployListeners, DeployOptions } from './options.ts';
import { type PrefetchedImage, prefetchImage } from './prefetch.ts';
import type { Deployed, Step } from './result.ts';

/**
 * The whole deployment: the guards and the proof, then image, push and commit; `unchanged` without push and commit when
 * the image has the content of the deployed one. A hold and a rollback need no image.
 */
export async function deploy(clients: Clients, options: DeployOptions, listeners: DeployListeners): Promise<Deployed> {
  const steps: Step[] = [];
  const step: Stepper = async (name, work) => {
    const start = performance.now();
    const result = await group(name, work);
    steps.push({ name, milliseconds: performance.now() - start });
    return result;
  };
  const { request, build } = options;
  const { operation } = request;
  if (operation.kind === 'hold' || operation.kind === 'rollback') {
    const image = { registry: build.registry, digest: undefined };
    return { ...(await step('bump-values', () => bumpValues(clients, request, image))), steps };
  }
  const proved = Promise.withResolvers<void>();
  const begun = prefetchImage(options, proved.promise);
  const decision = await step('verify', () => evaluateRequest(clients, request));
  if (decision.outcome !== 'deployable') {
    return { ...(await closeStaleProposal(clients, request, decision)), steps };
  }
  listeners.onProof(decision);
  proved.resolve();
  const { onCommit } = listeners;
  return withVerdicts(decision.verdicts, async () => ({
    ...(await deployApproved({ clients, options, decision, begun, step, onCommit })),
    steps,
  }));
}

type Stepper = <T>(name: string, work: () => Promise<T>) => Promise<T>;

interface ApprovedRun {
  readonly clients: Clients;
  readonly options: DeployOptions;
  readonly decision: ApprovedDeployment;
  readonly begun: PrefetchedImage;
  readonly step: Stepper;
  readonly onCommit: () => void;
}

async function deployApproved(approvedRun: ApprovedRun): Promise<Omit<Deployed, 'steps'> & BumpResult> {
  const { clients, options, decision, begun, step, onCommit } = approvedRun;
  const { request, build } = options;
  const { registry, image, dryRun } = build;
  const { previousTag, file } = decision;
  const deployed = begun.deployed(previousTag);
  const built = await step('build', () => begun.built);
  const { tag } = built;
  const runtime = built.runtime === undefined ? {} : { runtime: built.runtime };
  const withImage = (found: string) =>
    evaluateGates({ clients, request, file, image: { found, expected: undefined } }, decision);
  const now = await deployed;
  const isSame = isNoOp(request, decision, now) && (await isSameAsDeployed(registry, built, now));
  if (previousTag !== null && isSame) {
    const { verdicts } = await withImage(built.digest);
    return { outcome: 'unchanged', previousTag, verdicts };
  }
  const pushing = step('push', () => pushImage({ registry, image, built, dryRun, present: begun.present }));
  const attached = attachReferrers({ registry, image, built, dryRun }, pushing);
  const prepared = nextTurn().then(() => prepareCommit({ ...decision, digest: built.digest }, request));
  // Whoever commits sees the error.
  prepared.catch(() => {});
  const { digest, outcome: pushed } = await pushing;
  const approved = await withImage(digest);
  if (approved.outcome !== 'deployable') return resultWithoutCommit(approved);
  onCommit();
  const ahead = digest === built.digest ? prepared : undefined;
  const bumped = await step('bump-values', () => commitTag(clients, request, approved, ahead));
  return { ...bumped, image: { tag, digest, ...runtime, pushed }, attached };
}
