import { group, info } from '@actions/core';
import { planImage } from '../build/plan-image.ts';
import { realize } from '../build/realize.ts';
import { bumpValues } from '../bump-values/bump-values.ts';
import { closeStaleProposal } from '../bump-values/close-stale-proposal.ts';
import { commitTag } from '../bump-values/commit.ts';
import { type BumpResult, resultWithoutCommit } from '../bump-values/result.ts';
import { formatBytes } from '../bytes.ts';
import { type Outcome, resultOf } from '../eager.ts';
import { AdapterError } from '../errors.ts';
import { evaluateGates, evaluateRequest } from '../gates/evaluate.ts';
import { withVerdicts } from '../gates/gated-error.ts';
import { isNoOp } from '../gates/no-op.ts';
import { logGates } from '../gates/report.ts';
import type { ApprovedDeployment } from '../gates/verdict.ts';
import type { Clients } from '../gitops/request.ts';
import type { BuiltImage } from '../image/oci/image.ts';
import type { StoredManifest } from '../image/oci/manifest.ts';
import { plural } from '../plural.ts';
import { pushAndAttach } from '../push/push-and-attach.ts';
import { fetchDeployedManifest, isSameAsDeployed } from '../push/same-as-deployed.ts';
import type { Registry } from '../registry/client.ts';
import type { DeployListeners, DeployOptions } from './options.ts';
import { type PrefetchedImage, prefetchImage } from './prefetch.ts';
import type { Deployed, Step } from './result.ts';

/**
 * Evaluates the gates, then builds, pushes and commits. If the image has the same content as the deployed one, the outcome
 * is `unchanged`, without a push or a commit. A hold and a rollback need no new image.
 */
export async function deploy(
  clients: Clients,
  options: DeployOptions,
  { onProof, onPushed }: DeployListeners,
): Promise<Deployed> {
  const steps: Step[] = [];
  const step: Stepper = async (name, work) => {
    const start = performance.now();
    const result = await group(name, async () => {
      const done = await work();
      info(`Done in ${((performance.now() - start) / 1000).toFixed(2)} s`);
      return done;
    });
    steps.push({ name, milliseconds: performance.now() - start });
    return result;
  };
  const { request, build } = options;
  const { operation } = request;
  if (operation.kind === 'hold' || operation.kind === 'rollback') {
    const image = { registry: build.registry, digest: undefined };
    return { ...(await step('bump-values', () => bumpValues(clients, request, image))), steps };
  }
  const prefetching = prefetchImage(options);
  const decision = await step('verify', async () => {
    const evaluated = await evaluateRequest(clients, request);
    logGates(evaluated.verdicts);
    return evaluated;
  });
  if (decision.outcome !== 'deployable') {
    return { ...(await closeStaleProposal(clients, request, decision)), steps };
  }
  onProof(decision);
  return withVerdicts(decision.verdicts, async () => ({
    ...(await deployApproved({ clients, options, decision, prefetching, step, onPushed })),
    steps,
  }));
}

type Stepper = <T>(name: string, work: () => Promise<T>) => Promise<T>;

interface ApprovedRun {
  readonly clients: Clients;
  readonly options: DeployOptions;
  readonly decision: ApprovedDeployment;
  readonly prefetching: Promise<PrefetchedImage>;
  readonly step: Stepper;
  readonly onPushed: () => void;
}

async function deployApproved(approvedRun: ApprovedRun): Promise<Omit<Deployed, 'steps'> & BumpResult> {
  const { clients, options, decision, prefetching, step, onPushed } = approvedRun;
  const { request, build } = options;
  const { registry, image, dryRun } = build;
  const { previousTag, file } = decision;
  const built = await step('build', async () => {
    const { plan } = await prefetching;
    const image = await realize(await resultOrRetry(plan, () => planImage(build)), build);
    info(describeBuild(image));
    return image;
  });
  const { tag } = built;
  const runtime = built.runtime === undefined ? {} : { runtime: built.runtime };
  const withImage = (found: string) =>
    evaluateGates({ clients, request, file, image: { found, expected: undefined } }, decision);
  const { deployed } = await prefetching;
  const now = await readDeployedManifest(registry, deployed, previousTag);
  const isSame = isNoOp(request, decision, now) && (await isSameAsDeployed(registry, built, now));
  if (previousTag !== null && isSame) {
    const { verdicts } = await withImage(built.digest);
    return { outcome: 'unchanged', previousTag, verdicts };
  }
  const { pushed, attached } = await step('push', () => pushAndAttach({ registry, image, built, dryRun }));
  const { digest } = pushed;
  const approved = await withImage(digest);
  if (approved.outcome !== 'deployable') return resultWithoutCommit(approved);
  onPushed();
  const bumped = await step('bump-values', () => commitTag(clients, request, approved));
  return { ...bumped, image: { tag, digest, ...runtime, pushed: pushed.outcome }, attached };
}

function describeBuild({ runtime, blobs }: BuiltImage): string {
  const size = formatBytes(blobs.reduce((sum, blob) => sum + blob.size, 0));
  const base = runtime === undefined ? 'Docker built the whole image' : `The code is a layer on ${runtime}`;
  return `${base}: ${plural(blobs.length, 'blob')} of ${size}`;
}

function readDeployedManifest(
  registry: Registry,
  { tag, manifest }: PrefetchedImage['deployed'],
  previousTag: string | null,
): Promise<StoredManifest | undefined> {
  const read = () => fetchDeployedManifest(registry, previousTag);
  return tag === previousTag ? resultOrRetry(manifest, read) : read();
}

/** Returns a prefetched result. Reads again after an outage, because a prefetch does not retry. */
async function resultOrRetry<T>(prefetched: Outcome<T>, readAgain: () => Promise<T>): Promise<T> {
  const isOutage =
    prefetched.status === 'rejected' && prefetched.reason instanceof AdapterError && !prefetched.reason.isRefusal;
  return isOutage ? readAgain() : resultOf(prefetched);
}
