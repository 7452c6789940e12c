import { POLICY_PATH } from '../../policy/path.ts';
import { GitHubError } from '../api/errors.ts';

/** The texts of the files that say who may approve. */
export interface RuleTexts {
  /** CODEOWNERS from the first existing path, at the commit whose rules apply. */
  readonly codeowners: string | undefined;
  /** The policy at that commit. */
  readonly policy: string | undefined;
  /** The policy at the commit to deploy. */
  readonly nextPolicy: string | undefined;
}

/** The paths of CODEOWNERS, in GitHub's order; https://docs.github.com/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners#codeowners-file-location */
export const CODEOWNERS_PATHS = ['.github/CODEOWNERS', 'CODEOWNERS', 'docs/CODEOWNERS'];
const CODEOWNERS = Object.fromEntries(CODEOWNERS_PATHS.map((path, index) => [`owners${index}`, path]));

const NAMES = [...Object.keys(CODEOWNERS), 'policy', 'nextPolicy'];

/** The variables and fields of `repository` in a GraphQL query whose response `readRuleTexts` reads. */
export const RULE_VARIABLES: string = NAMES.map((name) => `$${name}: String!`).join(', ');
export const RULE_FIELDS: string = NAMES.map(
  (name) => `${name}: object(expression: $${name}) { ... on Blob { text isTruncated } }`,
).join('\n        ');

/** Returns the values of `RULE_VARIABLES` for the commit whose rules apply and the one to deploy. */
export function ruleVariables(rulesAt: string, commit: string): Readonly<Record<string, string>> {
  const owners = Object.entries(CODEOWNERS).map(([name, path]) => [name, `${rulesAt}:${path}`]);
  return { ...Object.fromEntries(owners), policy: `${rulesAt}:${POLICY_PATH}`, nextPolicy: `${commit}:${POLICY_PATH}` };
}

type Blob = { readonly text?: string | null; readonly isTruncated?: boolean } | null | undefined;

/**
 * Returns the rules in the response to `RULE_FIELDS`.
 * @throws GitHubError `file-unreadable` for a file that GitHub truncates, because half of the rules prove nothing
 */
export function readRuleTexts(answer: Readonly<Record<string, unknown>>): RuleTexts {
  const read = (name: string, path: string): string | undefined => {
    const blob = answer[name] as Blob;
    if (blob === null || blob === undefined || !('text' in blob)) return undefined;
    if (typeof blob.text === 'string' && blob.isTruncated !== true) return blob.text;
    const message = `GitHub does not return the whole text of ${path}: it is not UTF-8, or larger than 512 KB.`;
    throw new GitHubError('file-unreadable', message);
  };
  const codeowners = Object.entries(CODEOWNERS).map(([name, path]) => read(name, path));
  return {
    codeowners: codeowners.find((text) => text !== undefined),
    policy: read('policy', POLICY_PATH),
    nextPolicy: read('nextPolicy', POLICY_PATH),
  };
}
