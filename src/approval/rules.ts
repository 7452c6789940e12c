import { UserError } from '../errors.ts';
import type { RuleTexts } from '../github/repository/rule-texts.ts';
import { parsePolicy } from '../policy/policy.ts';
import { type OwnerRule, ownersOf, parseCodeowners } from './codeowners.ts';

/** Who has to approve what: these people, whatever changed; or for each changed file its owners. */
export interface Rules {
  readonly approvers: { readonly owners: readonly string[] } | { readonly rules: readonly OwnerRule[] };
  /** Stricter ones for some paths: they take the place of the others. */
  readonly approversFor: readonly OwnerRule[];
}

export type Needed =
  /** Of each set somebody has to approve. */
  { readonly sets: readonly (readonly string[])[] } | { readonly unowned: string };

/**
 * The rules at the commit that is deployed now. The policy comes first, then the input `approvers`, then CODEOWNERS. A
 * policy that cannot be read is refused before it is deployed, for it would judge the next deployment.
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
    `Nobody is named who may approve: the input approvers is empty, and there is no CODEOWNERS file at ${rulesAt.slice(0, 7)}, the commit that is deployed now.`,
    'Name users or teams in approvers, or add .github/CODEOWNERS (spelt so) with an owner for every path.',
  );
}

/** Whose approvals a change of these files needs. Where no file is changed, any of the approvers may approve. */
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
