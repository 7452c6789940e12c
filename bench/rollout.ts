import { mergeDag } from '../demo/pull-request.ts';
import { type ClusterStage, startClusterStage } from '../sandbox/cluster/stage.ts';
import { waitFor } from '../sandbox/wait-for.ts';
import type { Application } from '../src/argocd/application.ts';
import { readApplicationState } from '../src/argocd/state.ts';
import { type Measurement, median, spreadOf } from './measure.ts';

const RUNS = 5;
const LOOK_EVERY_MS = 100;
/** Polling by Argo CD takes minutes, so looking once a second is exact enough. */
const LOOK_WHILE_POLLED_MS = 1_000;
/** Without a refresh Argo CD polls within three minutes; the pods start after that. */
const LIMIT_MS = 900_000;

interface Rollout {
  /** Start of our process → GitOps commit. */
  readonly committed: number;
  /** Commit → Argo CD has detected it. */
  readonly seen: number;
  /** Detected → synced. */
  readonly synced: number;
  /** Synced → one response meets all conditions. */
  readonly running: number;
  readonly whole: number;
}

/**
 * Measures the time from a merge until it runs on a real cluster, by phase: our process, Argo CD's refresh, its sync, the
 * pods. Compares it with the same number of runs without a refresh, in which Argo CD polls every two to three minutes.
 */
export async function rollout(): Promise<Measurement[]> {
  const here = await startClusterStage();
  try {
    await here.deploy(await mergeDag(here.stage, 'first'));
    const rollouts: Rollout[] = [];
    for (let round = 0; round < RUNS; round += 1) rollouts.push(await measure(here, `measured_${round}`));
    const polled: number[] = [];
    for (let round = 0; round < RUNS; round += 1) polled.push(await withoutRefresh(here, `polled_${round}`));
    const line = (name: string, part: (each: Rollout) => number, theirs: number | null = null): Measurement => {
      const values = rollouts.map(part);
      const [ours, spread] = [median(values), spreadOf(values)];
      return { name: `rollout${name}`, ours, theirs, limit: null, unit: 'ms', runs: RUNS, spread };
    };
    return [
      line('', ({ whole }) => whole, median(polled)),
      line('-our-process', ({ committed }) => committed),
      line('-refresh', ({ seen }) => seen),
      line('-sync', ({ synced }) => synced),
      line('-pods', ({ running }) => running),
    ];
  } finally {
    await here.close();
  }
}

async function measure(here: ClusterStage, dag: string): Promise<Rollout> {
  const commit = await mergeDag(here.stage, dag);
  const start = performance.now();
  const [result, times] = await Promise.all([here.deploy(commit), watch(here, commit, start)]);
  if (result.outputs.rollout !== 'rolled-out') throw new Error(result.log.join('\n'));
  return times;
}

/** Returns the times of a rollout, observed while our process runs. @throws Error after the time limit */
async function watch(
  { stage, cluster }: ClusterStage,
  commit: string,
  start: number,
  lookEveryMs: number = LOOK_EVERY_MS,
): Promise<Rollout> {
  const url = `${cluster.argocd.url}/api/v1/applications/flux-airflow`;
  const headers = { authorization: `Bearer ${cluster.argocd.token}` };
  let [committed, seen, synced] = [0, 0, 0];
  const look = async () => {
    const head = await stage.gitops.log('main').then(([last]) => last);
    const now = () => performance.now() - start;
    if (committed === 0 && head?.message.includes(commit)) committed = now();
    const application = await fetch(url, { headers }).then((response) => response.json());
    const state = readApplicationState(application as Application);
    const isSeen = committed > 0 && head !== undefined && state.revisions.includes(head.oid);
    if (isSeen && seen === 0) seen = now();
    if (isSeen && state.sync === 'Synced' && synced === 0) synced = now();
    const hasImage = state.images.some((image) => image.endsWith(commit));
    const isOver = state.operation?.phase === 'Succeeded' && !state.isPending;
    if (!isSeen || state.sync !== 'Synced' || state.health !== 'Healthy' || !isOver || !hasImage) return undefined;
    const whole = now();
    return { committed, seen: seen - committed, synced: synced - seen, running: whole - synced, whole };
  };
  return waitFor(`the rollout of ${commit}`, look, { limitMs: LIMIT_MS, everyMs: lookEveryMs });
}

/** Returns the milliseconds of a deployment without a refresh, which waits until Argo CD polls. */
async function withoutRefresh(here: ClusterStage, dag: string): Promise<number> {
  const commit = await mergeDag(here.stage, dag);
  const start = performance.now();
  const result = await here.stage.run(commit, { environment: here.environment });
  if (result.outputs.outcome !== 'deployed') throw new Error(result.log.join('\n'));
  const { whole } = await watch(here, commit, start, LOOK_WHILE_POLLED_MS);
  return whole;
}
