import { type Visibility, visibilityOf } from '../../github/api/visibility.ts';
import { readBranchProtection } from '../../github/repository/branch-protection.ts';
import { type BranchRule, readBranchRules, readRuleset } from '../../github/repository/rulesets.ts';
import { type ProtectionFinding, SEE_ADMINISTRATION } from '../finding.ts';
import type { BranchOptions } from '../options.ts';
import { listRequirements } from './requirements.ts';
import { fromClassicProtection, fromRuleset, type RuleSource } from './rule-source.ts';

const APPLY = 'Run protect with apply: true and an administrator’s token, or set it in Settings → Rules → Rulesets.';

/** Checks the rules in force on the default branch: rulesets of all levels and classic protection together. */
export async function checkBranch(options: BranchOptions): Promise<ProtectionFinding[]> {
  const { github, repository, branch, protect, seesAdministration } = options;
  const [rules, classic] = await Promise.all([
    visibilityOf(readBranchRules(github, repository, branch)),
    visibilityOf(readBranchProtection(github, repository, branch)),
  ]);
  const classicIsKnown =
    classic.state === 'seen' || classic.state === 'not-in-plan' || (classic.state === 'absent' && seesAdministration);
  const sources = [
    ...(await readSources(options, rules)),
    ...(classic.state === 'seen' ? [fromClassicProtection(classic.value)] : []),
  ];
  const isKnown = classicIsKnown && rules.state !== 'hidden';
  if (rules.state === 'not-in-plan' && sources.length === 0) return [noRules(isKnown)];
  const held = listRequirements(protect).map((demand) => ({ demand, by: sources.filter(demand.isHeld) }));
  const verdicts = held.map(({ demand: { code, should, otherwise, remedy = APPLY }, by }): ProtectionFinding => {
    if (by.length > 0) return { code, state: 'fine', is: by.map(({ name }) => name).join(', '), should, remedy: '' };
    if (isKnown) return { code, state: 'wrong', is: otherwise(sources), should, remedy };
    return {
      code,
      state: 'unknown',
      is: `${otherwise(sources)} by the rulesets; the token cannot read classic protection`,
      should,
      remedy: SEE_ADMINISTRATION,
    };
  });
  return [...verdicts, ...checkBypass(held.map(({ by }) => by))];
}

async function readSources(options: BranchOptions, rules: Visibility<BranchRule[]>): Promise<RuleSource[]> {
  if (rules.state !== 'seen') return [];
  const { github, repository, protect } = options;
  const groups = Map.groupBy(rules.value, ({ ruleset_id }) => ruleset_id);
  return Promise.all(
    [...groups].map(async ([id, group]) => {
      const ruleset = await visibilityOf(readRuleset(github, repository, id));
      return fromRuleset(group, ruleset.state === 'seen' ? ruleset.value : undefined, protect.bypassActors);
    }),
  );
}

/** Checks that each requirement has a source that only listed actors can bypass. */
function checkBypass(held: readonly (readonly RuleSource[])[]): ProtectionFinding[] {
  const open = held.filter((by) => by.length > 0 && !by.some(({ bypass }) => bypass?.length === 0));
  const demands = held.filter((by) => by.length > 0);
  const base = {
    code: 'bypass',
    should: 'only actors in protect.bypass-actors can bypass the rules',
  } as const;
  if (demands.length === 0) return [];
  if (open.length === 0) return [{ ...base, state: 'fine', is: 'no other actor can', remedy: '' }];
  const proved = open.filter((by) => by.every(({ bypass }) => bypass !== undefined));
  if (proved.length === 0)
    return [{ ...base, state: 'unknown', is: 'the token cannot read the bypass actors', remedy: SEE_BYPASS }];
  const who = new Set(proved.flat().flatMap(({ name, bypass = [] }) => bypass.map((actor) => `${actor} (${name})`)));
  return [
    {
      ...base,
      state: 'wrong',
      is: [...who].join(', '),
      remedy: 'Remove them from the bypass list, or add them to protect.bypass-actors in the policy.',
    },
  ];
}

const SEE_BYPASS =
  'Use a token that may change the ruleset: “Administration: write” on the repository, or on the organisation for its rulesets.';

function noRules(isKnown: boolean): ProtectionFinding {
  return {
    code: 'no-branch-rules',
    state: isKnown ? 'wrong' : 'unknown',
    is: 'the owner’s plan has no rulesets for this repository, and there is no visible classic protection: every user with write access can push',
    should: 'GitHub itself stops unapproved changes',
    remedy:
      'Upgrade to a plan with rulesets for private repositories (GitHub Team, Pro or Enterprise). Until then, only the approval check of the deployment protects production.',
  };
}
