import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { Manifest } from '../../sandbox/runner/input-environment.ts';
import { PACKAGE } from '../package-folder.ts';

/** Returns the inputs that an action has, out of those of a workflow. */
export function pickInputs(action: string, inputs: Readonly<Record<string, string>>): Record<string, string> {
  const manifest: Manifest = parse(readFileSync(join(PACKAGE, action), 'utf8'));
  return Object.fromEntries(Object.entries(inputs).filter(([name]) => manifest.inputs?.[name] !== undefined));
}

/** Returns the token for the GitOps repository: the variable for it, or the user's own. */
export function gitOpsToken(own: string): string {
  return process.env.FLUX_AIRFLOW_GITOPS_TOKEN || own;
}
