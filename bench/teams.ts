import { setTimeout as sleep } from 'node:timers/promises';
import { mergeDag } from '../demo/pull-request.ts';
import type { Call } from '../sandbox/http/service.ts';
import { GITOPS, LEAD, type Stage, startStage, VALUES_FILE } from '../sandbox/stage/stage.ts';
import type { Measurement } from './measure.ts';

const TEAMS = 1_000;

/**
 * Milliseconds between two deployments, on average. An answer takes about a tenth of GitHub's time here, so that 1,000
 * of them in six minutes meet each other as often as 1,000 in an hour do there.
 */
const GAP_MS = 360;

/** What is asked with the token of the GitOps repository, which all teams share. */
const SHARED = /^graphql (?:ReadValuesFile|CommitFile|UpdateRefs|ReadFileHistory)$/;

/**
 * 1,000 teams deploy at random moments, each into a values file of its own in one GitOps repository: calls a deployment
 * with the token that all of them share, and with each team's own. The limit is what one needs whom nobody meets.
 */
export async function teams(): Promise<Measurement[]> {
  const stage = await startStage({ judge: false });
  try {
    const commit = await pushImage(stage);
    const files = await addTeams(stage);
    const { calls } = stage.github.service;
    const before = calls.length;
    const runs: Promise<void>[] = [];
    for (const file of files) {
      runs.push(bump(stage, commit, file, runs.length));
      await sleep(-Math.log(1 - Math.random()) * GAP_MS);
    }
    await Promise.all(runs);
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
