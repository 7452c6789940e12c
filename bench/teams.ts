import { mergeDag } from '../demo/pull-request.ts';
import type { Call } from '../sandbox/http/service.ts';
import { GITOPS, LEAD, type Stage, VALUES_FILE } from '../sandbox/stage/stage.ts';
import type { Measurement } from './measure.ts';
import { startBenchStage } from './parts/bench-stage.ts';

const TEAMS = 1_000;

/** More than run at the same time with 1,000 deployments per hour of five seconds each: 1.4 on average. */
const AT_ONCE = 4;

/** Operations with the token of the GitOps repository, which all teams share. */
const SHARED = /^graphql (?:ReadValuesFile|CommitFile|UpdateRefs|ReadFileHistory)$/;

/**
 * Counts the calls per deployment when 1,000 teams deploy, four at a time, each into its own values file in one GitOps
 * repository: with the shared token, and with each team's own. The limit is a deployment without conflicts.
 */
export async function teams(): Promise<Measurement[]> {
  const stage = await startBenchStage();
  try {
    const commit = await pushImage(stage);
    const files = await addTeams(stage);
    const { calls } = stage.github.service;
    const before = calls.length;
    const waiting = [...files.entries()];
    const deployWaiting = async () => {
      for (let next = waiting.pop(); next !== undefined; next = waiting.pop())
        await bump(stage, commit, next[1], next[0]);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, deployWaiting));
    return measureCalls(calls.slice(before));
  } finally {
    await stage.close();
  }
}

function measureCalls(calls: readonly Call[]): Measurement[] {
  const shared = calls.filter(({ route, path }) => SHARED.test(route) || path.startsWith(`/repos/${GITOPS}`));
  const each = (count: number) => Math.round((count / TEAMS) * 100) / 100;
  const common = { theirs: null, unit: 'calls', runs: TEAMS } as const;
  return [
    { name: 'teams-shared-token', ours: each(shared.length), limit: 2, goal: 'all calls ≤ 4 + a constant', ...common },
    { name: 'teams-own-token', ours: each(calls.length - shared.length), limit: 2, ...common },
  ];
}

async function pushImage(stage: Stage): Promise<string> {
  const commit = await mergeDag(stage, 'orders');
  const result = await stage.run(commit);
  if (result.outputs.outcome !== 'deployed') throw new Error(result.log.join('\n'));
  return commit;
}

async function addTeams({ gitops, first }: Stage): Promise<string[]> {
  const text = String(await gitops.read('main', VALUES_FILE)).replace(/version-[0-9a-f]{40}/, `version-${first}`);
  const paths = Array.from({ length: TEAMS }, (_, index) => `applications/team-${index}.yaml`);
  const files = Object.fromEntries(paths.map((path) => [path, text]));
  await gitops.commit({ branch: 'main', message: 'Teams', author: LEAD, files });
  return paths;
}

async function bump(stage: Stage, commit: string, file: string, runId: number): Promise<void> {
  const { 'registry-mirror': _, ...inputs } = stage.deployInputs();
  const own = { ...inputs, 'values-file': file };
  const result = await stage.run(commit, { entry: 'bump-values', runId, inputs: own, limitMs: 600_000 });
  if (result.outputs.outcome !== 'deployed') throw new Error(`${file}: ${result.log.join('\n')}`);
}
