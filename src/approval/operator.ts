import { UserError } from '../errors.ts';
import type { GitHubReader } from '../github/api/client.ts';
import { queryOrigins } from '../github/pull-request/commit-origins-query.ts';
import { readRuleTexts } from '../github/repository/rule-texts.ts';
import { ownerCheck } from './owners.ts';
import { neededFor, readRules } from './rules.ts';

export interface OperatorOptions {
  readonly github: GitHubReader;
  /** Reads the members of teams. */
  readonly members: GitHubReader;
  /** `owner/name` of the repository with the DAGs. */
  readonly repository: string;
  /** The commit whose rules apply: the one that is deployed now. */
  readonly rulesAt: string;
  /** Used instead of CODEOWNERS if the policy names no approvers; `undefined`: the owners by CODEOWNERS. */
  readonly approvers: readonly string[] | undefined;
  /** Further users and teams. */
  readonly operators: readonly string[];
  /** The login of the user who started the run. */
  readonly actor: string;
}

/**
 * Throws unless the actor may approve changes, or is one of the operators.
 * @throws UserError `operator-not-allowed`, or of the rules
 */
export async function assertOperator(options: OperatorOptions): Promise<void> {
  const { github, members, repository, rulesAt, approvers, operators, actor } = options;
  const isOwner = ownerCheck(members);
  if (await isOwner(actor, operators)) return;
  const texts = readRuleTexts(await queryOrigins(github, { repository, oids: [], rulesAt, commit: rulesAt }, []));
  const rules = await readRules(texts, approvers, rulesAt);
  const needed = neededFor(rules, []);
  const owners = 'sets' in needed ? needed.sets.flat() : [];
  if (await isOwner(actor, owners)) return;
  throw operatorNotAllowed(actor, [...owners, ...operators]);
}

function operatorNotAllowed(actor: string, allowed: readonly string[]): UserError {
  if (allowed.length === 0)
    return new UserError(
      'operator-not-allowed',
      `@${actor} may not start this operation, and CODEOWNERS and the input operators allow it to no one.`,
      'Name the people who may roll back and resume in the input operators, or give the pattern * an owner in CODEOWNERS.',
    );
  return new UserError(
    'operator-not-allowed',
    `@${actor} may not start this operation. Allowed: ${allowed.join(', ')}.`,
    'Have one of them start or rerun the workflow. To allow more people to roll back and resume, name them in the input operators.',
  );
}
