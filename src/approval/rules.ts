import { UserError } from '../errors.ts';
import type { RuleTexts } from '../github/repository/rule-texts.ts';
import { parsePolicy } from '../policy/policy.ts';
import { type OwnerRule, ownersOf, parseCodeowners } from './codeowners.ts';

/** What helps where a file has no owner in CODEOWNERS: then no approval counts. */
export const NAME_APPROVERS =
  'Name users or teams in the input approvers, who then approve instead of the owners in CODEOWNERS.';

/** Who must approve: these owners for any change, or for each changed file its owners. */
export interface Rules {
  readonly approvers: { readonly owners: readonly string[] } | { readonly rules: readonly OwnerRule[] };
  /** Owners of some paths, who replace the others there. */
  readonly approversFor: readonly OwnerRule[];
}

/** Where the rules were read. */
export interface RulesOrigin {
  readonly source: 'policy-file' | 'input' | 'codeowners';
  /** The commit of the policy file and of CODEOWNERS; `^` after it means its first parent. */
  readonly at: string;
}

/** Returns which of the three named the approvers; the input cannot change with a commit. */
export function originOf(
  { policy }: Pick<RuleTexts, 'policy'>,
  approvers: readonly string[] | undefined,
  at: string,
): RulesOrigin {
  if (policy !== undefined && parsePolicy(policy).approvers !== undefined) return { source: 'policy-file', at };
  return { source: approvers === undefined ? 'codeowners' : 'input', at };
}

export type Needed =
  /** One owner of each set has to approve. */
  { readonly sets: readonly (readonly string[])[] } | { readonly unowned: string };

/**
 * Reads the rules of the deployed commit: the policy comes first, then the input `approvers`, then CODEOWNERS. Rejects an
 * invalid policy before it is deployed, because it would apply to the next deployment.
 * @throws UserError `policy-invalid`, `no-approvers`
 */
export async function readRules(
  { codeowners, policy, nextPolicy }: RuleTexts,
  approvers: readonly string[] | undefined,
  rulesAt: string,
): Promise<Rules> {
  if (nextPolicy !== policy && nextPolicy !== undefined) parsePolicy(nextPolicy);
  const demands = policy === undefined ? undefined : parsePolicy(policy);
  const approversFor = demands?.approversFor ?? [];
  const owners = demands?.approvers ?? approvers;
  if (owners !== undefined) return { approvers: { owners }, approversFor };
  if (codeowners !== undefined) return { approvers: { rules: parseCodeowners(codeowners) }, approversFor };
  throw new UserError(
    'no-approvers',
    `No approvers are configured: the input approvers is empty, and there is no CODEOWNERS file at ${rulesAt.slice(0, 7)}.`,
    'Name users or teams in approvers. A .github/CODEOWNERS (in this spelling) with an owner for every path counts once it is deployed.',
  );
}

/** Returns whose approvals a change of these files needs: without a file, that of any approver. */
export function neededFor({ approvers, approversFor }: Rules, files: readonly string[]): Needed {
  const sets = new Map<string, readonly string[]>();
  for (const path of files) {
    const owners = ownersOf(approversFor, path) ?? generalOwners(approvers, path);
    if (owners.length === 0) return { unowned: path };
    sets.set(owners.join(' '), owners);
  }
  return { sets: sets.size === 0 ? [allOwners(approvers)] : [...sets.values()] };
}

function generalOwners(approvers: Rules['approvers'], path: string): readonly string[] {
  return 'owners' in approvers ? approvers.owners : (ownersOf(approvers.rules, path) ?? []);
}

function allOwners(approvers: Rules['approvers']): readonly string[] {
  return 'owners' in approvers ? approvers.owners : [...new Set(approvers.rules.flatMap(({ owners }) => owners))];
}
