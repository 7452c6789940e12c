import { UserError } from '../../errors.ts';
import { visibilityOf } from '../../github/api/visibility.ts';
import { listFiles, readTexts } from '../../github/repository/files.ts';
import { CODEOWNERS_PATHS } from '../../github/repository/rule-texts.ts';
import { readDefaultBranch, readWorkflowPermissions } from '../../github/repository/settings.ts';
import { POLICY_PATH } from '../../policy/path.ts';
import { type Policy, parsePolicy } from '../../policy/policy.ts';
import type { ProtectionFinding } from '../finding.ts';
import type { AuditOptions } from '../options.ts';
import { checkPermissions, checkPins } from './actions.ts';
import { checkBranch } from './branch.ts';
import { checkCodeowners } from './codeowners.ts';
import { checkEnvironment } from './environment.ts';
import { readWorkflow } from './workflow.ts';

const WORKFLOW = /^\.github\/workflows\/[^/]+\.ya?ml$|(?:^|\/)action\.ya?ml$/;

export interface Ground {
  readonly branch: string;
  readonly policy: Policy;
}

/**
 * Reads the default branch and its policy, so that a pull request cannot weaken the policy that it is checked by.
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

/** Returns `undefined` for an invalid policy, so that a pull request can fix it. */
function parseMerged(text = ''): Policy | undefined {
  try {
    return parsePolicy(text);
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

/** Checks everything that keeps unapproved changes off production. Changes nothing. */
export async function audit(options: AuditOptions, { branch, policy }: Ground): Promise<ProtectionFinding[]> {
  const { github, repository, commit } = options;
  const [files, permissions] = await Promise.all([
    listFiles(github, repository, commit),
    visibilityOf(readWorkflowPermissions(github, repository)),
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
    checkBranch({ github, repository, branch, protect: policy.protect, seesAdministration }),
    checkCodeowners({ github, repository, commit, files, texts }),
    checkPermissions(permissions),
    checkPins(read, repository),
    checkEnvironment({ github, repository, branch, environment, workflows }),
  ]);
  return groups.flat();
}
