import { UserError } from '../errors.ts';
import type { GitHub } from '../github/api/client.ts';
import { queryOrigins } from '../github/pull-request/commit-origins-query.ts';
import { readRuleTexts } from '../github/repository/rule-texts.ts';
import { ownerCheck } from './owners.ts';
import { neededFor, readRules } from './rules.ts';

export interface OperatorOptions {
  readonly github: GitHub;
  /** `owner/name` of the repository with the DAGs. */
  readonly repository: string;
  /** The commit whose rules judge: the one that is deployed now. */
  readonly rulesAt: string;
  /** Used instead of CODEOWNERS, where the policy names none; `undefined`: the owners by CODEOWNERS. */
  readonly approvers: readonly string[] | undefined;
  /** Further users and teams. */
  readonly operators: readonly string[];
  /** The login of whoever started the run. */
  readonly actor: string;
}

/**
 * Proves that whoever asks for an operation on production may approve changes of it, or is named besides.
 * @throws UserError `operator-not-allowed`, or of the rules
 */
export async function assertOperator(options: OperatorOptions): Promise<void> {
  const { github, repository, rulesAt, approvers, operators, actor } = options;
  const isOwner = ownerCheck(github);
  if (await isOwner(actor, operators)) return;
  const texts = readRuleTexts(await queryOrigins(github, { repository, oids: [], rulesAt, commit: rulesAt }, [], ''));
  const rules = await readRules(texts, approvers, rulesAt);
  const needed = neededFor(rules, []);
  const owners = 'sets' in needed ? needed.sets.flat() : [];
  if (await isOwner(actor, owners)) return;
  throw new UserError(
    'operator-not-allowed',
    `This was asked for by @${actor}, who is none of those who may: ${[...owners, ...operators].join(', ')}.`,
    'Let one of them start the workflow; whoever runs it again counts as the one who started it. The input operators names others who may roll back and resume.',
  );
}
