import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import { checkout } from '../../sandbox/stage/checkout.ts';
import { type ActionFlags, addActionOptions, prepare, runAndReport } from '../action/command.ts';
import { gitOpsToken, pickInputs } from '../action/pick-inputs.ts';
import { withCleanup } from '../with-cleanup.ts';

const ACTION = 'action.yml';
/** A plan deploys, follows no rollout, and writes to no pull request. */
const FIXED = { operation: 'deploy', follow: 'none', comment: 'false', environment: '', 'dry-run': 'true' };
/** Inputs of what follows the commit, of other operations, and of signatures, which only a job can make. */
const NOT_IN_PLAN =
  /^(?:argocd|airflow|commit-status|smoke)-|^(?:on-failure|wait-for-tasks(?:-timeout)?|rollback-to|reason|break-glass|sign|require-attestation|trusted-root)$/;

/** Adds `plan` to the program. */
export function addPlan(program: Command): void {
  const command = program
    .command('plan')
    .summary('show what a deployment would do, by a dry run against the real services')
    .description(
      'Runs a deployment of a commit as a dry run: asks each question before a deployment, and shows the answers and the change of the values file. Changes nothing. The runtime image must be in the registry, because a dry run builds nothing. Inputs and credentials are those of status.',
    );
  addActionOptions(command).action(async (flags: ActionFlags) => {
    const { here, inputs } = await prepare(flags);
    const own = Object.entries(pickInputs(ACTION, inputs)).filter(([name]) => !NOT_IN_PLAN.test(name));
    const tokens = { 'gitops-token': gitOpsToken(here.token), 'github-token': here.token };
    const temp = await mkdtemp(join(tmpdir(), 'flux-airflow-plan-'));
    const clean = () => rm(temp, { recursive: true, force: true });
    await withCleanup(clean, async () => {
      const workspace = await checkout(here.directory, here.commit, temp);
      const given = { ...tokens, ...Object.fromEntries(own), ...FIXED };
      await runAndReport({ here, action: ACTION, inputs: given, workspace }, flags);
    });
  });
}
