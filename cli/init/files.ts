import { addDockerfile } from '../try/changes.ts';
import type { Answers } from './answers.ts';
import { renderPermissions, renderTrust } from './aws.ts';
import { renderChecklist, SETUP } from './checklist.ts';
import { renderApplication, renderValues } from './gitops.ts';
import { POLICY, renderPolicy, renderRuleset } from './policy.ts';
import { fillTemplate, renderDeploy, renderPullRequest } from './workflows.ts';

/** Returns all files to write, as path → text. */
export function renderFiles(answers: Answers): Record<string, string> {
  const isMissing = (path: string) => !answers.paths.includes(path);
  return {
    '.github/workflows/deploy.yaml': renderDeploy(answers),
    '.github/workflows/pull-request.yaml': renderPullRequest(answers),
    [POLICY]: renderPolicy(answers),
    ...(answers.leads === undefined ? {} : { '.github/CODEOWNERS': fillTemplate('.github/CODEOWNERS', answers) }),
    ...(isMissing(answers.dockerfile) ? addDockerfile(answers.dags, answers.paths) : {}),
    [`${SETUP}/README.md`]: renderChecklist(answers),
    [`${SETUP}/trust.json`]: renderTrust(answers),
    [`${SETUP}/permissions.json`]: renderPermissions(answers),
    [`${SETUP}/ruleset.json`]: renderRuleset(answers),
    [`${SETUP}/application.yaml`]: renderApplication(answers),
    [`${SETUP}/values.yaml`]: renderValues(answers),
  };
}
