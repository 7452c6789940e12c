import type { ActionResult } from '../../sandbox/runner/run-action.ts';
import { IMAGE, type Stage } from '../../sandbox/stage/stage.ts';

/** Runs build and push as two steps of a job; skips push if build fails. */
export async function buildAndPush(
  stage: Stage,
  commit: string,
  more: Readonly<Record<string, string>> = {},
): Promise<readonly [built: ActionResult, pushed: ActionResult | undefined]> {
  const inputs = { image: IMAGE, 'registry-mirror': stage.mirror.host, ...more };
  const built = await stage.run(commit, { entry: 'build', inputs });
  if (built.exitCode !== 0) return [built, undefined];
  const { layout = '' } = built.outputs;
  return [built, await stage.run(commit, { entry: 'push', inputs: { image: IMAGE, layout } })];
}
