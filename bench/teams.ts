import { mergeDag } from '../demo/pull-request.ts';
import type { Call } from '../sandbox/http/service.ts';
import { GITOPS, LEAD, type Stage, startStage, VALUES_FILE } from '../sandbox/stage/stage.ts';
import type { Measurement } from './measure.ts';

const TEAMS = 1_000;

/** More than are under way at GitHub with 1,000 deployments an hour: 1.4 on average, at five seconds each. */
const AT_ONCE = 4;

/** What is asked with the token of the GitOps repository, which all teams share. */
const SHARED = /^graphql (?:ReadValuesFile|CommitFile|UpdateRefs|ReadFileHistory)$/;

/**
 * 1,000 teams deploy, four at any moment, each into a values file of its own in one GitOps repository: calls a
 * deployment with the token that all of them share, and with each team's own. The limit is what a deployment needs that
 * meets no other.
 */
export async function teams(): Promise<Measurement[]> {
  const stage = await startStage({ judge: false });
  try {
    const commit = await pushImage(stage);
    const files = await addTeams(stage);
    const { calls } = stage.github.service;
    const before = calls.length;
    const waiting = [...files.entries()];
    const deployOnes = async () => {
      for (let next = waiting.pop(); next !== undefined; next = waiting.pop())
        await bump(stage, commit, next[1], next[0]);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, deployOnes));
    return judgeCalls(calls.slice(before));
  } finally {
    await stage.close();
  }
}

function judgeCalls(calls: readonly Call[]): Measurement[] {
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
