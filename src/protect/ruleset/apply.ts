import { UserError } from '../../errors.ts';
import { GitHubError, isGitHubError } from '../../github/api/errors.ts';
import {
  createRuleset,
  findRuleset,
  type Ruleset,
  type RulesetBody,
  readBranchRules,
  updateRuleset,
} from '../../github/repository/rulesets.ts';
import { recordWrite } from '../../runner/side-effects.ts';
import type { ApplyOptions } from '../options.ts';
import type { Applied } from '../result.ts';
import { desireRuleset, RULESET_NAME } from './desired.ts';
import { diffRulesets } from './diff.ts';
import { formatStricter } from './keep-stricter.ts';
import { requireChecks } from './require-checks.ts';

const STANDS = {
  mark: 'ruleset',
  unsure: `Whether GitHub has the ruleset “${RULESET_NAME}” is not known; a rerun looks, and makes it no second time.`,
  done: () => `The ruleset “${RULESET_NAME}” was sent to GitHub; no other rule was touched.`,
} as const;

/**
 * Puts our ruleset on the repository, or brings it up to the policy, and reads back that it is in force. No other
 * ruleset is touched, and what is stricter in ours stays. A rerun after any failure looks first, and so does nothing twice.
 * @throws UserError `required-checks-missing`, `not-administrator`, `ruleset-not-in-force`; GitHubError
 */
export async function applyRuleset(options: ApplyOptions): Promise<Applied> {
  const { github, repository, protect, enforcement, dryRun, onDiff } = options;
  const existing = await findRuleset(github, repository, RULESET_NAME);
  if (existing !== undefined && existing.bypass_actors === undefined && !dryRun) throw notAdministrator();
  const wanted = desireRuleset(protect, enforcement, existing);
  await requireChecks(options, wanted);
  const diff = diffRulesets(existing, wanted);
  onDiff(diff, formatStricter(desireRuleset(protect, enforcement, undefined), wanted));
  if (diff.length > 0 && !dryRun) await recordWrite(STANDS, () => write(options, existing, wanted));
  if (!dryRun) await requireInForce(options, wanted);
  const change = existing === undefined ? 'created' : 'updated';
  return { outcome: diff.length === 0 ? 'unchanged' : change, diff };
}

/** Whether it was done is judged by reading it back: an answer that is lost is no reason to do it again. */
async function write(options: ApplyOptions, existing: Ruleset | undefined, wanted: RulesetBody): Promise<void> {
  const { github, repository } = options;
  try {
    await (existing === undefined
      ? createRuleset(github, repository, wanted)
      : updateRuleset(github, repository, existing.id, wanted));
  } catch (error) {
    if (error instanceof GitHubError && !error.isRefusal && (await isStored(options, wanted))) return;
    throw isGitHubError(error, 'permission', 'not-found') ? notAdministrator(error) : error;
  }
}

async function isStored({ github, repository }: ApplyOptions, wanted: RulesetBody): Promise<boolean> {
  const now = await findRuleset(github, repository, RULESET_NAME);
  return now !== undefined && diffRulesets(now, wanted).length === 0;
}

async function requireInForce(options: ApplyOptions, wanted: RulesetBody): Promise<void> {
  const { github, repository, branch, enforcement } = options;
  const now = await findRuleset(github, repository, RULESET_NAME);
  const diff = now === undefined ? ['- the ruleset'] : diffRulesets(now, wanted);
  if (diff.length > 0) throw notInForce(`GitHub holds another than was sent: ${diff.join(', ')}`);
  if (enforcement === 'evaluate') return;
  const rules = await readBranchRules(github, repository, branch);
  const inForce = rules.filter(({ ruleset_id }) => ruleset_id === now?.id).map(({ type }) => type);
  const missing = wanted.rules.filter(({ type }) => !inForce.includes(type)).map(({ type }) => type);
  if (missing.length > 0) throw notInForce(`${branch} is without ${missing.join(', ')}`);
}

function notAdministrator(cause?: unknown): UserError {
  return new UserError(
    'not-administrator',
    'The token in github-token may not change the rules of this repository.',
    'Give the token of an administrator, or of a GitHub App with “Administration: read and write” on this repository. The workflow’s own token can never have that.',
    { cause },
  );
}

function notInForce(what: string): UserError {
  return new UserError(
    'ruleset-not-in-force',
    `The ruleset was sent, and is not in force: ${what}.`,
    'Look at Settings → Rules → Rulesets, mend it there, and run again; another tool may manage the same ruleset.',
  );
}
