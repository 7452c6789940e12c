import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parsePolicy } from '../../src/policy/policy.ts';
import { desireRuleset } from '../../src/protect/ruleset/desired.ts';
import { TEMPLATE } from '../package-folder.ts';
import type { Answers } from './answers.ts';
import { requiredChecks } from './workflows.ts';

export const POLICY = '.github/flux-airflow.yaml';

/** Returns the template's policy with the checks of this repository. */
export function renderPolicy(answers: Answers): string {
  const checks = JSON.stringify(requiredChecks(answers)).replaceAll(',', ', ');
  return readFileSync(join(TEMPLATE, POLICY), 'utf8').replace(/^( *checks:) .*$/m, `$1 ${checks}`);
}

/** Returns the ruleset of that policy, as `protect` with `apply` creates it. */
export function renderRuleset(answers: Answers): string {
  const { protect } = parsePolicy(renderPolicy(answers));
  return `${JSON.stringify(desireRuleset(protect, 'active', undefined), null, 2)}\n`;
}
