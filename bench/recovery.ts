import { mergeDag } from '../demo/pull-request.ts';
import { addRollbackTokens, ROLLBACK_INPUTS } from '../sandbox/stage/rollback-tokens.ts';
import { LEAD, type Stage } from '../sandbox/stage/stage.ts';
import { waitFor } from '../sandbox/wait-for.ts';
import type { Application } from '../src/argocd/application.ts';
import { readApplicationState } from '../src/argocd/state.ts';
import { AS_GITHUB_MS } from './deployment.ts';
import { type Measurement, median, spreadOf, takeSamples } from './measure.ts';
import { startBenchStage } from './parts/bench-stage.ts';
import { putFarAway } from './parts/distance.ts';

const RUNS = 7;
const APPLICATION = 'flux-airflow';
const LOOK_EVERY_MS = 20;
/** A sync that fails at once. Real ones take minutes, on both sides. */
const FAILING = { kind: 'failing', retries: 1, message: 'quota exceeded' } as const;
const BY_HAND = { eventName: 'workflow_dispatch', actor: LEAD } as const;

/** All times in milliseconds. */
interface Recovery {
  /** The failing commit → the failure is known: by the run, or by the person, whose run is red. */
  readonly detect: number;
  /** Known → the commit of the rollback. */
  readonly commit: number;
  /** Commit → Argo CD shows the old version as Healthy. */
  readonly rollout: number;
  /** Start of the failing deployment's process → the old version is Healthy. */
  readonly whole: number;
}

type Run = (commit: string, inputs?: Record<string, string>, step?: Parameters<Stage['run']>[1]) => Promise<void>;

/**
 * Measures the time from a merge whose sync fails until the old version is healthy again, with every service 100 ms away.
 * Ours is `on-failure: rollback`; theirs is a person who starts `operation: rollback` in the moment in which the run is red.
 * The time in which a person sees that, and in which GitHub starts a job, is in neither.
 */
export async function recovery(): Promise<Measurement[]> {
  const stage = await startBenchStage();
  addRollbackTokens(stage, { isLimited: false });
  const portOf = (url: string) => Number(new URL(url).port);
  const urls = [stage.github.url, stage.registry.url, stage.argocd.url];
  const far = await Promise.all(urls.map((url) => putFarAway(portOf(url), AS_GITHUB_MS)));
  const [apiUrl = '', registry = '', server = ''] = far.map(({ host }) => `http://${host}`);
  const [host = ''] = (stage.deployInputs().image ?? '').split('/');
  const endpoints = JSON.stringify({ [host]: registry });
  const environment = { ...stage.environment, FLUX_AIRFLOW_REGISTRY_ENDPOINTS: endpoints };
  const followed = { 'argocd-server': server, 'argocd-app': APPLICATION, 'argocd-token': stage.argocdToken };
  const run: Run = async (commit, inputs = {}, step = {}) => {
    await stage.run(commit, { apiUrl, environment, ...step, inputs: { ...followed, ...ROLLBACK_INPUTS, ...inputs } });
  };
  try {
    await run(await mergeDag(stage, 'first'));
    const found: [Recovery[], Recovery[]] = [[], []];
    await takeSamples(RUNS, measure(stage, run, found[0], false), measure(stage, run, found[1], true));
    return describe(...found);
  } finally {
    await Promise.all([stage.close(), ...far.map((each) => each.close())]);
  }
}

function measure(stage: Stage, run: Run, found: Recovery[], isByHand: boolean): () => Promise<number> {
  return async () => {
    const healthy = await mergeDag(stage, `healthy_${stage.source.pullRequests.length}`);
    await run(healthy, { operation: 'resume' }, BY_HAND);
    const failing = await mergeDag(stage, `failing_${stage.source.pullRequests.length}`);
    stage.argocd.setScenario(APPLICATION, FAILING, `version-${failing}`);
    const back = { operation: 'rollback', 'rollback-to': `version-${healthy}`, reason: 'The sync failed' };
    const [github, argocd] = [stage.github.service, stage.argocd.service];
    const from = github.calls.length;
    const start = performance.now();
    let red = 0;
    const [end] = await Promise.all([
      untilHealthy(stage, healthy, failing),
      run(failing, isByHand ? { 'on-failure': 'report' } : {}).then(() => {
        red = performance.now();
        return isByHand ? run(failing, back, BY_HAND) : undefined;
      }),
    ]);
    const made = github.calls.slice(from).filter(({ route }) => route === 'graphql CommitFile');
    const [failed = 0, restored = 0] = made.map(({ endedAt }) => endedAt);
    if (made.length !== 2) throw new Error(`${made.length} commits`);
    const looks = argocd.calls.filter(({ path, endedAt }) => !path.endsWith('?bench') && endedAt < restored);
    const known = isByHand ? red : Math.max(...looks.map(({ endedAt }) => endedAt));
    found.push({ detect: known - failed, commit: restored - known, rollout: end - restored, whole: end - start });
    return end - start;
  };
}

/** Returns when Argo CD shows the old version as Healthy again after it has shown the failed sync. @throws Error after a minute */
async function untilHealthy({ argocd, argocdToken }: Stage, healthy: string, failing: string): Promise<number> {
  const headers = { authorization: `Bearer ${argocdToken}` };
  let isSeen = false;
  const look = async () => {
    const answer = await fetch(`${argocd.url}/api/v1/applications/${APPLICATION}?bench`, { headers });
    const { images, health, operation, sync } = readApplicationState((await answer.json()) as Application);
    isSeen ||= images.some((image) => image.endsWith(failing));
    const isBack = images.every((image) => image.endsWith(healthy)) && health === 'Healthy' && sync === 'Synced';
    return isSeen && isBack && operation?.phase === 'Succeeded' ? performance.now() : undefined;
  };
  return waitFor('the old version', look, { limitMs: 60_000, everyMs: LOOK_EVERY_MS });
}

function describe(ours: readonly Recovery[], theirs: readonly Recovery[]): Measurement[] {
  const line = (name: string, part: (each: Recovery) => number): Measurement => {
    const [mine, other] = [ours.map(part), theirs.map(part)];
    const common = { limit: null, unit: 'ms', runs: RUNS, spread: spreadOf(mine) } as const;
    return { name, ours: median(mine), theirs: median(other), ...common };
  };
  return [
    line('recovery', ({ whole }) => whole),
    line('recovery-detect', ({ detect }) => detect),
    line('recovery-commit', ({ commit }) => commit),
    line('recovery-rollout', ({ rollout }) => rollout),
  ];
}
