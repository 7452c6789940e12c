import { UserError } from '../errors.ts';
import type { GitHub } from '../github/client.ts';
import { listFiles, readTexts } from '../github/files.ts';
import { CODEOWNERS_PATHS } from '../github/rule-texts.ts';
import { readDefaultBranch, readWorkflowPermissions } from '../github/settings.ts';
import { look } from '../github/sight.ts';
import { POLICY_PATH } from '../policy/path.ts';
import { type Policy, parsePolicy } from '../policy/policy.ts';
import { judgePermissions, judgePins } from './actions.ts';
import { judgeBranch } from './branch.ts';
import { judgeCodeowners } from './codeowners.ts';
import { judgeEnvironment } from './environment.ts';
import type { Verdict } from './verdict.ts';
import { readWorkflow } from './workflow.ts';

const WORKFLOW = /^\.github\/workflows\/[^/]+\.ya?ml$|(?:^|\/)action\.ya?ml$/;

export interface AuditOptions {
  readonly github: GitHub;
  /** `owner/name` */
  readonly repository: string;
  /** The commit whose files are judged: a pull request's as well as the default branch's. */
  readonly commit: string;
}

export interface Ground {
  readonly branch: string;
  readonly policy: Policy;
}

/**
 * The default branch, and the policy as it stands there: a pull request cannot ask for less than what is merged.
 * @throws UserError `policy-invalid` for the policy of the commit, at its line
 */
export async function readGround({ github, repository, commit }: AuditOptions): Promise<Ground> {
  const branch = await readDefaultBranch(github, repository);
  const [there, here] = await Promise.all(
    [`refs/heads/${branch}`, commit].map((revision) => readTexts(github, repository, revision, [POLICY_PATH])),
  );
  const own = parsePolicy(here?.get(POLICY_PATH) ?? '');
  return { branch, policy: parseMerged(there?.get(POLICY_PATH)) ?? own };
}

/** `undefined` for a policy that is not valid, so that a pull request can mend it. */
function parseMerged(text = ''): Policy | undefined {
  try {
    return parsePolicy(text);
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

/** Looks at all that keeps an unapproved change off production, and changes nothing. */
export async function audit(options: AuditOptions, { branch, policy }: Ground): Promise<Verdict[]> {
  const { github, repository, commit } = options;
  const [files, permissions] = await Promise.all([
    listFiles(github, repository, commit),
    look(readWorkflowPermissions(github, repository)),
  ]);
  const wanted = files.paths.filter((path) => WORKFLOW.test(path) || CODEOWNERS_PATHS.includes(path));
  const texts = await readTexts(github, repository, commit, wanted);
  const read = wanted
    .filter((path) => WORKFLOW.test(path))
    .map((path) => readWorkflow(path, texts.get(path) ?? '') ?? path);
  const workflows = read.filter((workflow) => typeof workflow !== 'string');
  const { environment } = policy.protect;
  const seesAdministration = permissions.state === 'seen';
  const groups = await Promise.all([
    judgeBranch({ github, repository, branch, protect: policy.protect, seesAdministration }),
    judgeCodeowners({ github, repository, commit, files, texts }),
    judgePermissions(permissions),
    judgePins(read, repository),
    judgeEnvironment({ github, repository, branch, environment, workflows }),
  ]);
  return groups.flat();
}
