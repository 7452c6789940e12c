import { duringCall } from '../../sandbox/http/during-call.ts';
import type { ActionResult } from '../../sandbox/runner/run-action.ts';
import type { Stage } from '../../sandbox/stage/stage.ts';
import { waitFor } from '../../sandbox/wait-for.ts';

const LOOK = 'GET /api/v1/applications/:name';
/** The first call of a run reads the health before the commit. */
export const FIRST_LOOK = { route: LOOK, nth: 2 };
const SECOND_LOOK = { route: LOOK, nth: 3 };

/** Starts a newer deployment at the second look of an older one, which sees Argo CD after that has the newer commit. */
export async function deployDuringRollout(
  { argocd: { service } }: Stage,
  start: () => Promise<ActionResult>,
): Promise<ActionResult> {
  const refreshes = () => service.calls.filter(({ path }) => /[?&]refresh=/.test(path)).length;
  const { ended } = await duringCall(service, SECOND_LOOK, async () => {
    const before = refreshes();
    const ended = start();
    await waitFor('a refresh by the newer deployment', () => refreshes() > before);
    return { ended };
  });
  return ended;
}
