import { info } from '@actions/core';
import { approvalVerifier } from '../attestation/verify-approval.ts';
import { planImage } from '../build/plan/plan-image.ts';
import { realize } from '../build/realize.ts';
import { bumpValues } from '../bump-values/bump-values.ts';
import { closeStaleProposal } from '../bump-values/close-stale-proposal.ts';
import { commitTag } from '../bump-values/commit.ts';
import { type BumpResult, resultWithoutCommit } from '../bump-values/result.ts';
import { formatBytes } from '../bytes.ts';
import type { Outcome } from '../eager.ts';
import { evaluateGates, evaluateRequest } from '../gates/evaluate.ts';
import { withVerdicts } from '../gates/gated-error.ts';
import { isNoOp } from '../gates/no-op.ts';
import { logGates, reportGates } from '../gates/report.ts';
import type { ApprovedDeployment } from '../gates/verdict.ts';
import type { Clients } from '../gitops/request.ts';
import type { BuiltImage } from '../image/oci/image.ts';
import { plural } from '../plural.ts';
import { pushAndAttach } from '../push/push.ts';
import { isSameAsDeployed } from '../push/same-as-deployed.ts';
import { beforeCancelledEnd } from '../runner/cancellation.ts';
import { translate } from '../translate/translate.ts';
import { followDeployment } from './follow-deployment.ts';
import type { FollowingRun } from './following-run.ts';
import type { DeploymentObserver, Notify, TaskNews } from './observers/observer.ts';
import type { WholeDeployment } from './options.ts';
import {
  type PrefetchedImage,
  prefetchImage,
  prefetchResources,
  type ResourcesBefore,
  readDeployedManifest,
  resultOrRetry,
} from './prefetch.ts';
import { reportDeployment } from './report.ts';
import type { Deployed, Step } from './result.ts';
import { assertSignable, openImageSigner, type PrefetchedSigning, prefetchSigning } from './signing.ts';
import { recordSteps, type Stepper } from './steps.ts';
import { showTasks, waitBeforeCommit } from './tasks/before-commit.ts';
import type { TaskReading } from './tasks/interruption.ts';
import { prefetchTasks } from './tasks/read-tasks.ts';

/**
 * Deploys, reports the result in outputs, annotations and summary, and follows the rollout. Notifies the observers of each
 * step.
 */
export async function deploy(
  clients: Clients,
  options: WholeDeployment,
  observers: readonly DeploymentObserver[],
  observeRestored: FollowingRun['observeRestored'] = () => [],
): Promise<void> {
  const { request } = options;
  const notify: Notify = (say) => observers.forEach(say);
  const end = new AbortController();
  const readBefore = prefetchResources(options, end.signal);
  const close = () => Promise.all(observers.map((observer) => observer.close()));
  beforeCancelledEnd((cancelled) => {
    notify((observer) => observer.failed(cancelled));
    return close();
  });
  try {
    const deployed = await reportGates(request.delivery.dryRun, () =>
      decideAndDeploy(clients, options, notify, readBefore),
    );
    const committedAt = Date.now();
    notify((observer) => observer.deployed(deployed));
    await Promise.all([reportDeployment(request, deployed), deployed.attached]);
    const before = readBefore();
    await followDeployment({ clients, options, notify, observeRestored, before, committedAt }, deployed);
  } catch (thrown) {
    const error = translate(thrown);
    notify((observer) => observer.failed(error));
    throw thrown;
  } finally {
    end.abort();
    await close();
  }
}

/**
 * Evaluates the gates, then builds, pushes and commits. If the image has the same content as the deployed one, the outcome
 * is `unchanged`, without a push or a commit. A hold and a rollback need no new image.
 */
async function decideAndDeploy(
  clients: Clients,
  options: WholeDeployment,
  notify: Notify,
  readBefore: ResourcesBefore,
): Promise<Deployed> {
  const steps: Step[] = [];
  const step = recordSteps(steps);
  const { request, build } = options;
  const { operation } = request;
  if (operation.kind === 'hold' || operation.kind === 'rollback') {
    const { requirement } = options;
    const image = { registry: build.registry, digest: undefined, ...(requirement && { requirement }) };
    if (operation.kind === 'rollback') await readBefore();
    return { ...(await step('bump-values', () => bumpValues(clients, request, image))), steps };
  }
  const prefetching = prefetchImage(options);
  const signing = prefetchSigning(options);
  const tasks = prefetchTasks(options);
  const decision = await step('verify', async () => {
    const evaluated = await evaluateRequest(clients, request);
    logGates(evaluated.verdicts);
    return evaluated;
  });
  if (decision.outcome !== 'deployable') {
    return { ...(await closeStaleProposal(clients, request, decision)), steps };
  }
  notify((observer) => observer.open(decision));
  return withVerdicts(decision.verdicts, async () => ({
    ...(await deployApproved({
      clients,
      options,
      decision,
      prefetched: await prefetching,
      signing,
      tasks,
      readBefore,
      step,
      notify,
    })),
    steps,
  }));
}

interface ApprovedRun {
  readonly clients: Clients;
  readonly options: WholeDeployment;
  readonly decision: ApprovedDeployment;
  readonly prefetched: PrefetchedImage;
  readonly signing: PrefetchedSigning | undefined;
  readonly tasks: Promise<Outcome<TaskReading> | undefined>;
  readonly readBefore: ResourcesBefore;
  readonly step: Stepper;
  readonly notify: Notify;
}

async function deployApproved(approvedRun: ApprovedRun): Promise<Omit<Deployed, 'steps'> & BumpResult> {
  const { clients, options, decision, prefetched, signing, tasks, readBefore, step, notify } = approvedRun;
  const { request, build } = options;
  const { registry, image, dryRun } = build;
  const { previousTag, file, permission } = decision;
  const signer = signing && openImageSigner(signing, request, decision, image);
  const built = await step('build', async () => {
    const image = await realize(await resultOrRetry(prefetched.plan, () => planImage(build)), { ...build, permission });
    info(describeBuild(image));
    return image;
  });
  const { tag } = built;
  const runtime = built.runtime === undefined ? {} : { runtime: built.runtime };
  const withImage = (found: string) => {
    const verifier = found === built.digest ? {} : approvalVerifier(registry, options.requirement);
    return evaluateGates({ clients, request, file, image: { found, expected: undefined, ...verifier } }, decision);
  };
  const now = await readDeployedManifest(registry, prefetched.deployed, previousTag);
  const isSame = isNoOp(request, decision, now) && (await isSameAsDeployed(registry, built, now));
  if (previousTag !== null && isSame) {
    const { verdicts } = await withImage(built.digest);
    return { outcome: 'unchanged', previousTag, verdicts };
  }
  const { pushed, attached } = await step('push', async () => {
    const signatures = await signer?.begin(built);
    return pushAndAttach({ registry, image, built, dryRun, permission, ...(signatures && { signatures }) });
  });
  const { digest } = pushed;
  if (digest !== built.digest) assertSignable(options, tag, digest);
  const approved = await withImage(digest);
  if (approved.outcome !== 'deployable') return resultWithoutCommit(approved);
  notify((observer) => observer.pushed());
  const context = { clients, options, step, notify: (news: TaskNews) => notify((each) => each.interrupts?.(news)) };
  const shown = showTasks(context, approved, tasks);
  await readBefore();
  const ready = await waitBeforeCommit(context, approved);
  if (ready.outcome !== 'deployable') return resultWithoutCommit(ready, { overtaken: true });
  const bumped = await step('bump-values', () => commitTag(clients, request, ready));
  const documented = Promise.all([attached, shown, signer?.store(clients.source)]);
  return { ...bumped, image: { tag, digest, ...runtime, pushed: pushed.outcome }, attached: documented };
}

function describeBuild({ runtime, blobs }: BuiltImage): string {
  const size = formatBytes(blobs.reduce((sum, blob) => sum + blob.size, 0));
  const base = runtime === undefined ? 'Docker built the whole image' : `The code is a layer on ${runtime}`;
  return `${base}: ${plural(blobs.length, 'blob')} of ${size}`;
}
