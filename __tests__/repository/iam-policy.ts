import { readExamples, readPage } from './markdown.ts';

export interface Statement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource?: string;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

export interface Policy {
  readonly Version: string;
  readonly Statement: readonly Statement[];
}

/** Returns the IAM policy under a heading of the page. @throws Error if there is none, or several */
export function readPolicy(heading: string): Policy {
  const examples = readExamples(readPage('docs/how-to/aws.md'));
  const found = examples.filter((example) => example.language === 'json' && example.heading === heading);
  if (found.length !== 1) throw new Error(`${found.length} policies under “${heading}”`);
  return JSON.parse(found[0]?.text ?? '');
}

/** Returns all actions of a policy, sorted. */
export function actionsOf({ Statement: statements }: Policy): string[] {
  return statements.flatMap(({ Action: action }) => action).toSorted();
}
