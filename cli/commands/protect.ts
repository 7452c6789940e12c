import type { Command } from 'commander';
import { type ActionFlags, addActionOptions, prepare, runAndReport } from '../action/command.ts';
import { pickInputs } from '../action/pick-inputs.ts';

const ACTION = 'actions/protect/action.yml';

interface Flags extends ActionFlags {
  readonly apply: boolean;
  readonly dryRun: boolean;
}

/** Adds `protect` to the program. */
export function addProtect(program: Command): void {
  const command = program
    .command('protect')
    .summary('check the protection of the branch and of production')
    .description('Checks what stops an unapproved change, as the action protect does, with your own rights on GitHub.');
  addActionOptions(command)
    .option('--apply', 'create or update the ruleset of the policy first', false)
    .option('--dry-run', 'with --apply: show the difference, and change nothing', false)
    .action(async ({ apply, dryRun, ...flags }: Flags) => {
      const { here, inputs } = await prepare(flags);
      const asked = { apply: String(apply), 'dry-run': String(dryRun) };
      const given = { ...pickInputs(ACTION, inputs), 'github-token': here.token, ...asked };
      await runAndReport({ here, action: ACTION, inputs: given, workspace: here.directory }, flags);
    });
}
