import type { Location } from '../../findings.ts';
import type { Visibility } from '../../github/api/visibility.ts';
import type { ProtectionFinding } from '../finding.ts';
import type { EnvironmentOptions } from '../options.ts';

const SEE =
  'Set github-token to a token with “Secrets: read” and “Environments: read”; the job’s own token cannot have them. The audit reads only names.';

/** Checks that the secrets of the environment's jobs are in the environment, and not in the repository. */
export function checkSecrets(
  { environment, workflows }: Pick<EnvironmentOptions, 'environment' | 'workflows'>,
  held: Visibility<string[]>,
  open: Visibility<string[]>,
): ProtectionFinding[] {
  const code = 'environment-secrets';
  const should = `secrets of ${environment} are in the environment, and not in the repository`;
  const used = listUsed(workflows, environment);
  if (held.state !== 'seen' || open.state !== 'seen')
    return [{ code, state: 'unknown', is: 'the token cannot read the names of secrets', should, remedy: SEE }];
  const wrong = [...used].flatMap(([name, location]): ProtectionFinding[] => {
    const base = { code, state: 'wrong', should, location } as const;
    if (open.value.includes(name)) {
      const is = `${name} is a secret of the repository: a workflow on any branch can read it`;
      return [{ ...base, is, remedy: `Move it to ${environment}, and delete it in Settings → Secrets → Actions.` }];
    }
    if (held.value.includes(name)) return [];
    const is = `${name} is not in ${environment}: the job gets an empty string, or a secret of the organisation that other workflows can read too`;
    return [{ ...base, is, remedy: `Add it to ${environment}.` }];
  });
  if (wrong.length > 0) return wrong;
  return [{ code, state: 'fine', is: [...used.keys()].join(', ') || 'none used', should, remedy: '' }];
}

/** Returns the secrets that jobs of the environment use, each with its first location. */
function listUsed(workflows: EnvironmentOptions['workflows'], environment: string): ReadonlyMap<string, Location> {
  const used = new Map<string, Location>();
  for (const { path, jobs } of workflows) {
    for (const { name, line } of jobs
      .filter((job) => job.environment === environment)
      .flatMap(({ secrets }) => secrets)) {
      if (name !== 'GITHUB_TOKEN' && !used.has(name)) used.set(name, { file: path, line });
    }
  }
  return used;
}
