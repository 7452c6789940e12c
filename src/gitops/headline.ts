import { UserError } from '../errors.ts';

/** The words of a commit's first line. */
export interface HeadlineFacts {
  readonly operation: string;
  /** The name of the source repository, without its owner. */
  readonly name: string;
  /** For a hold, a text in its place. */
  readonly tag: string;
  /** The title of the first pull request, or the reason. */
  readonly title: string;
}

export const DEFAULT_HEADLINE = '{operation}({name}): {tag}';

const PLACEHOLDER = /\{(\w+)\}/g;
const NAMES: readonly string[] = ['operation', 'name', 'tag', 'title'] satisfies (keyof HeadlineFacts)[];
/** Rules about messages allow 72 characters or more; a tag alone has nearly fifty. */
const MAX_TITLE = 60;

/**
 * Checks the input `commit-message`, the first line of the GitOps commits. The history needs the tag in it.
 * @throws UserError `input-commit-message`
 */
export function parseHeadline(template: string): string {
  const unknown = [...template.matchAll(PLACEHOLDER)].find(([, name]) => !NAMES.includes(name ?? ''));
  if (unknown !== undefined) throw malformed(`has the unknown placeholder ${unknown[0]}`);
  if (!/(?:^|\s)\{tag\}(?=\s|$)/.test(template))
    throw malformed('does not have {tag} between spaces, and the history needs it');
  if (/\[(?:skip ci|ci skip|no ci|skip actions|actions skip)\]/i.test(template))
    throw malformed('makes GitHub start no workflow, so the guard would not see the commit');
  if (/[\p{Cc}\p{Zl}\p{Zp}]/u.test(template)) throw malformed('has more than one line');
  return template;
}

/** Fills the template of a first line. */
export function fillHeadline(template: string, facts: HeadlineFacts): string {
  const short = facts.title.length > MAX_TITLE ? `${facts.title.slice(0, MAX_TITLE - 1)}…` : facts.title;
  const filled = { ...facts, title: short };
  return template
    .replace(PLACEHOLDER, (_, name: keyof HeadlineFacts) => filled[name])
    .replace(/\s+/g, ' ')
    .trim();
}

function malformed(what: string): UserError {
  return new UserError(
    'input-commit-message',
    `The input commit-message ${what}.`,
    'Write one line with {tag}, and if you like {operation}, {name} and {title}, for example “chore(deploy): {name} {tag}”.',
  );
}
