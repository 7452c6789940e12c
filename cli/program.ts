import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { addCheck } from './commands/check.ts';
import { addInit } from './commands/init.ts';
import { addPlan } from './commands/plan.ts';
import { addProtect } from './commands/protect.ts';
import { addStatus } from './commands/status.ts';
import { addTry } from './commands/try.ts';
import { addVerify } from './commands/verify.ts';
import { PACKAGE } from './package-folder.ts';

/** Returns the program with all its commands. */
export function createProgram(): Command {
  const { version } = JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8')) as { version: string };
  const program = new Command('flux-airflow')
    .description('Deploys an Airflow repository to Kubernetes by approved pull requests.')
    .version(version)
    .showHelpAfterError('Run “flux-airflow --help” for all commands and options.')
    .addHelpText('after', '\nExit codes: 0 success, 1 a deployment or a check failed, 2 a wrong option or file.');
  for (const add of [addTry, addInit, addCheck, addPlan, addStatus, addVerify, addProtect]) add(program);
  return program;
}
