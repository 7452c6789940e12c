import { type Applied, type ApplyOptions, applyRuleset } from './apply.ts';
import { type AuditOptions, audit, readGround } from './audit.ts';
import { judgeCompliance, type Verdict } from './verdict.ts';

export interface ProtectOptions extends AuditOptions {
  /** `undefined`: audit alone. */
  readonly apply: Pick<ApplyOptions, 'enforcement' | 'dryRun' | 'onDiff'> | undefined;
}

export interface Protection {
  readonly outcome: 'audited' | Applied['outcome'];
  readonly compliant: 'true' | 'false' | 'unknown';
  readonly verdicts: readonly Verdict[];
  readonly diff: readonly string[];
}

/** Audits what keeps an unapproved change off production; with `apply` it first puts our ruleset in force. */
export async function protect({ apply, ...options }: ProtectOptions): Promise<Protection> {
  const { github, repository } = options;
  const ground = await readGround(options);
  const { branch, policy } = ground;
  const applied = apply && (await applyRuleset({ ...apply, github, repository, branch, protect: policy.protect }));
  const verdicts = await audit(options, ground);
  return {
    outcome: applied?.outcome ?? 'audited',
    compliant: judgeCompliance(verdicts),
    verdicts,
    diff: applied?.diff ?? [],
  };
}
