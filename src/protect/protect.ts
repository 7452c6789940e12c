import { audit, readGround } from './audit/audit.ts';
import { evaluateCompliance } from './finding.ts';
import type { ProtectOptions } from './options.ts';
import type { Protection } from './result.ts';
import { applyRuleset } from './ruleset/apply.ts';

/** Audits the protection of production. With `apply`, first puts our ruleset in force. */
export async function protect({ apply, ...options }: ProtectOptions): Promise<Protection> {
  const { github, repository } = options;
  const ground = await readGround(options);
  const { branch, policy } = ground;
  const applied = apply && (await applyRuleset({ ...apply, github, repository, branch, protect: policy.protect }));
  const verdicts = await audit(options, ground);
  return {
    outcome: applied?.outcome ?? 'audited',
    compliant: evaluateCompliance(verdicts),
    verdicts,
    diff: applied?.diff ?? [],
  };
}
