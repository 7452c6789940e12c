import { info } from '@actions/core';
import { ArgoCd, type ArgoCdOptions } from '../../argocd/argocd.ts';
import type { Expected } from '../../argocd/evaluate.ts';
import { dryRevisions, type Hydration } from '../../argocd/hydration.ts';
import type { ResourceHealth } from '../../argocd/resource-health.ts';
import { type ApplicationState, readApplicationState } from '../../argocd/state.ts';
import { waitForRollout } from '../../argocd/wait.ts';
import type { Waited } from '../../argocd/watch.ts';
import type { GitHubReader } from '../../github/api/client.ts';
import { readWholeTexts } from '../../github/repository/files.ts';
import type { ReadingClients } from '../../gitops/request.ts';
import { EarlierSync } from './earlier-sync.ts';
import { AGAIN } from './errors.ts';
import { Lineage } from './lineage.ts';
import { referencesOf } from './references.ts';
import type { Committed, Deployment, Rollout, RolloutEnd } from './rollout.ts';
import { describeSourceOverride } from './source-overrides.ts';

/** Returns the resources of the application before the commit; `undefined` if Argo CD does not return them. Never throws. */
export async function readResourcesBefore(
  argocd: ArgoCdOptions,
  signal: AbortSignal,
): Promise<readonly ResourceHealth[] | undefined> {
  const look = new ArgoCd(argocd).look({ refresh: false, signal });
  return look.then((application) => readApplicationState(application).resources).catch(() => undefined);
}

export interface ArgoCdRollout {
  readonly argocd: ArgoCdOptions;
  /** Whether to end the sync of an earlier commit that hangs; otherwise it is reported. */
  readonly mayEndSync: boolean;
  readonly limitMs: number;
  readonly before: readonly ResourceHealth[] | undefined;
  /** Whether an earlier run made the commit. */
  readonly isRerun: boolean;
  readonly log: (state: string) => void;
}

/**
 * Waits until Argo CD has rolled out the commit, or a later one that contains it, and the image is in use.
 * @throws ArgoCdError, GitHubError
 */
export async function followArgoCd(
  clients: ReadingClients,
  { argocd: options, mayEndSync, limitMs, before, isRerun, log }: ArgoCdRollout,
  deployment: Deployment,
  committed: Committed,
): Promise<Rollout> {
  const start = Date.now();
  if (before === undefined) info('Argo CD did not return the health before the commit, so every resource counts.');
  const argocd = new ArgoCd(options);
  const lineage = new Lineage(clients.gitops, deployment, committed);
  const { application } = options;
  const earlier = new EarlierSync(
    { gitops: clients.gitops, argocd, application, mayEnd: mayEndSync },
    deployment,
    committed,
  );
  const expect = async (state: ApplicationState) => {
    await learnRevisions(clients.gitops, deployment, lineage, state);
    if (lineage.latestTag !== committed.tag) return undefined;
    await earlier.look(state);
    return expectedOf(deployment, committed, lineage);
  };
  const waited = await waitForRollout(argocd, { limitMs, log, before, isRerun, expect });
  const end = await endOf(waited, {
    options,
    lineage,
    explainUnused: async () =>
      describeSourceOverride(clients.gitops, await argocd.look({ refresh: false }), options, deployment, committed),
  });
  return { ...end, page: argocd.page, label: options.application, milliseconds: Date.now() - start };
}

/** Compares the revisions of a state with the commit, through the commits that the source hydrator made from it. */
async function learnRevisions(
  gitops: GitHubReader,
  { target }: Deployment,
  lineage: Lineage,
  { revisions, hydration, operation }: ApplicationState,
): Promise<void> {
  if (hydration === undefined) return lineage.learn(revisions);
  await lineage.learn(dryRevisions(hydration));
  const { done } = hydration;
  if (done !== undefined && lineage.contains([done.dry])) lineage.record(done.hydrated, true);
  for (const revision of [...revisions, ...(operation?.revisions ?? [])]) {
    if (lineage.isKnown(revision)) continue;
    const dry = await readDryRevision(gitops, target.location.repository, revision, hydration);
    if (dry !== undefined) await lineage.learn([dry]);
    lineage.record(revision, dry !== undefined && lineage.contains([dry]));
  }
}

/** Returns the commit from which a hydrated one was made, by the file that Argo CD writes beside the manifests. */
async function readDryRevision(
  gitops: GitHubReader,
  repository: string,
  revision: string,
  { path }: Hydration,
): Promise<string | undefined> {
  const file = `${path}/hydrator.metadata`;
  const text = (await readWholeTexts(gitops, repository, revision, [file])).get(file) ?? '';
  return /"drySha":\s*"([0-9a-f]{40,64})"/.exec(text)?.[1];
}

function expectedOf({ version: { image } }: Deployment, committed: Committed, lineage: Lineage): Expected {
  return { contains: (revisions) => lineage.contains(revisions), references: referencesOf(image, committed) };
}

interface EndContext {
  readonly options: ArgoCdOptions;
  readonly lineage: Lineage;
  readonly explainUnused: () => Promise<string | undefined>;
}

async function endOf(waited: Waited, { options, lineage, explainUnused }: EndContext): Promise<RolloutEnd> {
  switch (waited.kind) {
    case 'rolled-out':
      return waited;
    case 'superseded':
      return { kind: 'superseded', by: lineage.latestTag };
    case 'failed': {
      const { message, isOfDeployment } = waited;
      const failed = { kind: 'failed', isOfDeployment } as const;
      if (!waited.isImageUnused) return { ...failed, message };
      const why = await explainUnused().catch(() => undefined);
      if (why === undefined)
        return { ...failed, message: `${message}: check that the chart reads it from the values file` };
      return { ...failed, message: `${message}: ${why}`, remedy: 'Remove that override, then deploy again.' };
    }
    case 'out-of-time': {
      const { message, isOfDeployment } = waited;
      return { kind: 'out-of-time', message, isOfDeployment, ...remedyOf(waited, options) };
    }
  }
}

function remedyOf(
  { state }: Waited & { readonly kind: 'out-of-time' },
  { application }: ArgoCdOptions,
): { readonly remedy?: string } {
  if (state === undefined) return { remedy: `Check that Argo CD is up and that the runner reaches it, then ${AGAIN}.` };
  if (state.operation?.phase !== 'Running') return {};
  return { remedy: `A sync that does not end blocks every later one. End it: argocd app terminate-op ${application}.` };
}
