import { resolve } from 'node:path';
import { type ActionResult, runAction } from '../../sandbox/runner/run-action.ts';
import { checkout } from '../../sandbox/stage/checkout.ts';
import { GITOPS, type Stage } from '../../sandbox/stage/stage.ts';

const ACTION = resolve(import.meta.dirname, '../../actions/guard');

/** Runs the guard on all commits of main since `before`, as one push. `temp` is the folder for the checkout. */
export async function runGuard(
  { stage, temp }: { readonly stage: Stage; readonly temp: string },
  before: string,
  inputs: Readonly<Record<string, string>>,
): Promise<ActionResult> {
  const head = await stage.gitops.head('main');
  return runAction({
    action: ACTION,
    repository: GITOPS,
    sha: head,
    event: { before, after: head },
    workspace: await checkout(stage.gitops.directory, head, temp),
    apiUrl: stage.github.url,
    token: 'not used',
    environment: stage.environment,
    inputs,
  });
}
