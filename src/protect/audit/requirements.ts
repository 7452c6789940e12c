import { plural } from '../../plural.ts';
import type { Policy } from '../../policy/policy.ts';
import type { ProtectionCode } from '../finding.ts';
import type { RuleSource } from './rule-source.ts';

/** A requirement for the rules of the default branch. */
export interface Requirement {
  readonly code: ProtectionCode;
  readonly should: string;
  readonly isHeld: (source: RuleSource) => boolean;
  /** Describes the state if no source meets it. */
  readonly otherwise: (sources: readonly RuleSource[]) => string;
  /** Set if our ruleset alone does not fix it. */
  readonly remedy?: string;
}

/** Returns the requirements of the policy for the default branch. */
export function listRequirements(protect: Policy['protect']): Requirement[] {
  const { requiredApprovals } = protect;
  return [
    demand(
      'pull-request',
      'changes need a pull request',
      'every user with write access can push',
      (rules) => rules.pullRequest,
    ),
    {
      code: 'approvals',
      should: `at least ${plural(requiredApprovals, 'approval')}`,
      isHeld: ({ approvals }) => approvals >= requiredApprovals,
      otherwise: (sources) =>
        `${plural(Math.max(0, ...sources.map(({ approvals }) => approvals)), 'approval is', 'approvals are')} required`,
    },
    demand(
      'code-owner-review',
      'a code owner approves',
      'any reviewer’s approval is enough',
      (rules) => rules.codeOwners,
    ),
    demand(
      'last-push-approval',
      'another person approves the last push',
      'an approver can push and merge',
      (rules) => rules.lastPush,
    ),
    demand(
      'stale-reviews',
      'a push dismisses earlier approvals',
      'an approval stays valid after later pushes',
      (rules) => rules.dismissesStale,
    ),
    demand('force-push', 'no force push', 'history can be rewritten', (rules) => rules.noForcePush),
    demand('deletion', 'the branch cannot be deleted', 'the branch can be deleted', (rules) => rules.noDeletion),
    ...listCheckRequirements(protect),
  ];
}

function demand(code: ProtectionCode, should: string, otherwise: string, isHeld: Requirement['isHeld']): Requirement {
  return { code, should, isHeld, otherwise: () => otherwise };
}

const NAME_THEM =
  'List the checks in protect.checks of .github/flux-airflow.yaml, then run protect with apply: true and an administrator’s token. Or require one in Settings → Rules → Rulesets.';

/** Returns a requirement for each check of the policy, or for any check of the App if the policy lists none. */
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
      if (reporters.length === 0) return 'a pull request can be merged without it';
      return `it is required, but from ${reporters.map(({ app }) => (app === undefined ? 'any App' : `the App ${app}`)).join(', ')}`;
    },
  }));
}
