import { plural } from '../../plural.ts';
import type { Policy } from '../../policy/policy.ts';
import type { ProtectionCode } from '../finding.ts';
import type { RuleSource } from './rule-source.ts';

/** What the rules of the default branch have to say. */
export interface Requirement {
  readonly code: ProtectionCode;
  readonly should: string;
  readonly isHeld: (source: RuleSource) => boolean;
  /** What is said where no source holds it. */
  readonly otherwise: (sources: readonly RuleSource[]) => string;
  /** Where our ruleset alone does not mend it. */
  readonly remedy?: string;
}

/** What the policy asks of the rules of the default branch. */
export function listRequirements(protect: Policy['protect']): Requirement[] {
  const { requiredApprovals } = protect;
  return [
    demand(
      'pull-request',
      'changes come by pull requests alone',
      'anybody with write access may push',
      (rules) => rules.pullRequest,
    ),
    {
      code: 'approvals',
      should: `at least ${plural(requiredApprovals, 'approval')}`,
      isHeld: ({ approvals }) => approvals >= requiredApprovals,
      otherwise: (sources) =>
        `${plural(Math.max(0, ...sources.map(({ approvals }) => approvals)), 'approval is', 'approvals are')} demanded`,
    },
    demand('code-owner-review', 'a code owner approves', 'anybody’s approval is enough', (rules) => rules.codeOwners),
    demand(
      'last-push-approval',
      'somebody else approves the last push',
      'an approver may push and merge',
      (rules) => rules.lastPush,
    ),
    demand(
      'stale-reviews',
      'a push dismisses earlier approvals',
      'an approval outlives later pushes',
      (rules) => rules.dismissesStale,
    ),
    demand('force-push', 'no force push', 'history may be rewritten', (rules) => rules.noForcePush),
    demand('deletion', 'the branch cannot be deleted', 'the branch may be deleted', (rules) => rules.noDeletion),
    ...listCheckRequirements(protect),
  ];
}

function demand(code: ProtectionCode, should: string, otherwise: string, isHeld: Requirement['isHeld']): Requirement {
  return { code, should, isHeld, otherwise: () => otherwise };
}

const NAME_THEM =
  'Name the checks in protect.checks of .github/flux-airflow.yaml, then run protect with apply: true and an administrator’s token; or demand one in Settings → Rules → Rulesets.';

/** Each check of the policy; where it names none, any check of the App. */
function listCheckRequirements({ checks, checksApp }: Policy['protect']): Requirement[] {
  const names = checks.length === 0 ? [undefined] : checks;
  return names.map((name) => ({
    ...(name === undefined && { remedy: NAME_THEM }),
    code: 'required-checks',
    should: `${name === undefined ? 'at least one check' : `the check ${name}`}, reported by the App ${checksApp}, is required`,
    isHeld: (source) => source.checks.some(({ context, app }) => app === checksApp && (name ?? context) === context),
    otherwise: (sources) => {
      const reporters = sources
        .flatMap((source) => source.checks)
        .filter(({ context }) => (name ?? context) === context);
      if (reporters.length === 0) return 'a pull request may be merged without it';
      return `it is required, but from ${reporters.map(({ app }) => (app === undefined ? 'any App' : `the App ${app}`)).join(', ')}`;
    },
  }));
}
