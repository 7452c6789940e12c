import { type Stage, startStage } from '../../sandbox/stage/stage.ts';

/**
 * Starts the services of a deployment as a run finds them: GitHub shows a merge by the time that a runner has started, some
 * ten seconds after it. The tests use a GitHub that is later, so that each run asks again.
 */
export async function startBenchStage(): Promise<Stage> {
  const stage = await startStage({ checkAnswers: false });
  stage.source.indexAtOnce();
  return stage;
}
