import type { Command } from 'commander';
import { type ActionFlags, addActionOptions, prepare, runAndReport } from '../action/command.ts';
import { gitOpsToken, pickInputs } from '../action/pick-inputs.ts';

const ACTION = 'actions/status/action.yml';

/** Adds `status` to the program. */
export function addStatus(program: Command): void {
  const command = program
    .command('status')
    .summary('show what is deployed, and what differs from it')
    .description(
      'Reads GitHub, the values file, the registry and Argo CD as the action status does, and changes nothing. Takes the inputs from the workflow of your repository, the token from gh, and the credentials of the registry from AWS or docker. FLUX_AIRFLOW_GITOPS_TOKEN is another token for the GitOps repository.',
    );
  addActionOptions(command).action(async (flags: ActionFlags) => {
    const { here, inputs } = await prepare(flags);
    const given = { 'gitops-token': gitOpsToken(here.token), ...pickInputs(ACTION, inputs) };
    await runAndReport({ here, action: ACTION, inputs: given, workspace: here.directory }, flags);
  });
}
