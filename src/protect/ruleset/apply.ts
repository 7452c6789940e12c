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

const RULESET_WRITE = {
  mark: 'ruleset',
  unsure: `GitHub may or may not have the ruleset “${RULESET_NAME}”; a rerun checks, and does not create it twice.`,
  done: () => `The ruleset “${RULESET_NAME}” was sent to GitHub; no other rule was touched.`,
} as const;

/**
 * Creates our ruleset or updates it to the policy, and checks that it is in force. Changes no other ruleset, and keeps
 * stricter settings. A rerun after any failure is safe.
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
  if (diff.length > 0 && !dryRun) await recordWrite(RULESET_WRITE, () => write(options, existing, wanted));
  if (!dryRun) await requireInForce(options, wanted);
  const change = existing === undefined ? 'created' : 'updated';
  return { outcome: diff.length === 0 ? 'unchanged' : change, diff };
}

/** Writes the ruleset. After a lost response, reads it back instead of writing again. */
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
  if (diff.length > 0) throw notInForce(`GitHub stores a different ruleset: ${diff.join(', ')}`);
  if (enforcement === 'evaluate') return;
  const rules = await readBranchRules(github, repository, branch);
  const inForce = rules.filter(({ ruleset_id }) => ruleset_id === now?.id).map(({ type }) => type);
  const missing = wanted.rules.filter(({ type }) => !inForce.includes(type)).map(({ type }) => type);
  if (missing.length > 0) throw notInForce(`${branch} lacks ${missing.join(', ')}`);
}

function notAdministrator(cause?: unknown): UserError {
  return new UserError(
    'not-administrator',
    'github-token lacks permission to change the rules of this repository.',
    'Set github-token to the token of an administrator, or of a GitHub App with “Administration: read and write” on this repository. The job’s own token cannot have that.',
    { cause },
  );
}

function notInForce(what: string): UserError {
  return new UserError(
    'ruleset-not-in-force',
    `The ruleset was sent, but is not in force: ${what}.`,
    'Fix the ruleset in Settings → Rules → Rulesets, and run again. Another tool may manage the same ruleset.',
  );
}
