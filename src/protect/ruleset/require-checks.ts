import { UserError } from '../../errors.ts';
import type { RulesetBody } from '../../github/repository/rulesets.ts';
import { checkBranch } from '../audit/branch.ts';
import type { BranchOptions } from '../options.ts';

/**
 * Requires that at least one check is required once the ruleset is in force. The action cannot guess a name, and the audit
 * would reject a ruleset without one.
 * @throws UserError `required-checks-missing`
 */
export async function requireChecks(
  options: Omit<BranchOptions, 'seesAdministration'>,
  wanted: RulesetBody,
): Promise<void> {
  if (wanted.rules.some(({ type }) => type === 'required_status_checks')) return;
  const { github, repository, branch, protect } = options;
  const verdicts = await checkBranch({ github, repository, branch, protect, seesAdministration: true });
  if (!verdicts.some(({ code, state }) => code === 'required-checks' && state === 'wrong')) return;
  throw new UserError(
    'required-checks-missing',
    `The policy lists no check in protect.checks, and no rule in force on ${branch} requires one: a pull request could be merged with failed checks.`,
    `List the checks in .github/flux-airflow.yaml (protect: checks: [dags]; for a job of a called workflow caller / job, such as pull-request / dags), merge that into ${branch}, and run again.`,
  );
}
