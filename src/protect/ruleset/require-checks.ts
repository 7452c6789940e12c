import { UserError } from '../../errors.ts';
import type { RulesetBody } from '../../github/repository/rulesets.ts';
import { checkBranch } from '../audit/branch.ts';
import type { BranchOptions } from '../options.ts';

/**
 * Requires that some check has to be green once the ruleset is in force: no name can be guessed, and a ruleset without
 * one would be put in force only to be called wrong.
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
    `The policy names no check in protect.checks, and no rule in force on ${branch} demands one: a pull request could be merged whatever its checks say.`,
    `Write the names of the checks into .github/flux-airflow.yaml (protect: checks: [dags]; of a job in a called workflow caller / job, such as pull-request / dags), merge that into ${branch}, and run again.`,
  );
}
