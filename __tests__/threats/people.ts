import type { Threats } from './threat.ts';

const E2E = '__tests__/e2e';
const WAYS = `${E2E}/merge-paths/merge-paths.ts`;
const WORKFLOWS = '__tests__/repository/workflows.test.ts';
const HOSTILE_DAG = `${E2E}/hostile-dag.test.ts`;
const ROLLBACK = `${E2E}/rollback-and-hold.test.ts`;

/** Attacks by people with a GitHub account, and by the code that they commit. */
export const PEOPLE: Threats = {
  'A person with write access to this repository': [
    {
      attempt: 'pushes directly to main, or merges without an approval',
      stopped:
        'Every commit since the deployed one must belong to a pull request whose last commit was approved by an approver who wrote none of it',
      left: 'A change of the workflow on main can remove the step: give `.github/` an owner in CODEOWNERS, and let `protect` audit the rules',
      test: [`${E2E}/deploy.test.ts`, 'rejects a merge without approval, and one changed after its approval'],
    },
    {
      attempt: 'adds an approver in the same pull request that needs the approval',
      stopped: 'CODEOWNERS and the policy are read at the deployed commit',
      test: [WAYS, 'a pull request that adds its own approver to CODEOWNERS'],
    },
    {
      attempt: 'approves with a second account',
      stopped: 'An author, co-author or committer of any of the commits cannot approve',
      left: 'A second account that is an approver and appears in no commit: name only people you know',
      test: [WAYS, 'approved by the author’s second account, which co-wrote a commit'],
    },
    {
      attempt: 'hides a change in a merge of the base branch',
      stopped: 'A merge is clean only if its changes are exactly the files and contents of its second parent',
      left: 'GitHub’s comparison shows no file modes: a file of the base may get another executable bit, which Airflow ignores, or become a broken symbolic link',
      test: [
        '__tests__/unit/github/repository/commit.test.ts',
        'a merge with only the changes of its second parent is clean',
      ],
    },
    {
      attempt: 'deploys a commit that contains its own code for the pipeline',
      stopped:
        '`deploy.yaml` checks out the action from main, and the commit into another folder; nothing in that folder is executed before the proof',
      left: 'Steps before the action run with the rights of the job: keep them few',
      test: [
        '__tests__/real/deploy-workflow.test.ts',
        'a requested older commit is deployed by the version of the action on main',
      ],
    },
    {
      attempt: 'changes what a deployment without a checkout fetches, by attributes, links or a submodule',
      stopped: 'git fetches the commit by its id and verifies each object; the image is the same as from a checkout',
      test: [
        `${E2E}/no-checkout.test.ts`,
        'the image is the same, byte for byte, as from a checkout: links, modes, attributes, pointers, submodules',
      ],
    },
    {
      attempt: 'reads the secrets with a workflow on another branch',
      stopped: 'Only main may use the environment that holds the secrets and that AWS trusts',
      left: 'The setting itself: `protect` reports an environment that admits other branches',
      test: [WORKFLOWS, 'a job with a secret or a role in the cloud runs in an environment'],
    },
    {
      attempt: 'rolls back to a version with a known hole, or lifts a hold',
      stopped: 'Only approvers of the deployed version and the accounts in `operators` may do this',
      test: [ROLLBACK, 'only approvers and operators can roll back and resume'],
    },
    {
      attempt: 'claims an emergency',
      stopped:
        'Only an approver of the changed files may use `break-glass`, in a run started by hand, and it opens an issue',
      left: 'The action believes an approver who claims an emergency',
      test: [`${E2E}/break-glass.test.ts`, '%s deploys nothing without an approval'],
    },
    {
      attempt: 'puts a command, a trailer, a picture or a link into a title or a headline',
      stopped: 'The action starts no shell, keeps a title on its own line, and escapes it in summaries',
      test: [
        `${E2E}/error-messages.test.ts`,
        'shows the headline of a commit as plain text: no picture, no link, no HTML',
      ],
    },
    {
      attempt: 'commits a secret, which everyone who can pull the image could read',
      stopped: 'A line that looks like a secret stops the deployment before anything is uploaded',
      left: 'The secret stays in the git history: revoke it',
      test: [
        `${E2E}/secrets.test.ts`,
        'a secret in a DAG fails the deployment at its line, before any upload, and is not shown',
      ],
    },
  ],
  'An outsider with a pull request from a fork': [
    {
      attempt: 'forges results of the check in GitHub’s cache',
      stopped:
        'A run of a pull request writes none, and loads all files if any workflow of the pull request wrote an entry. Other runs cannot read such an entry. A deployment reads none',
      test: ['__tests__/integration/kept-results-github.test.ts', 'are not used, and not even downloaded'],
    },
    {
      attempt: 'prints the secrets in the workflow',
      stopped: 'Jobs of pull requests get no secret, no environment and no token that can deploy',
      left: 'They run code of strangers on the runner: do not use self-hosted runners for them',
      test: [WORKFLOWS, 'a job of a pull request has no secret'],
    },
    {
      attempt: 'runs code with the rights of the base branch',
      stopped: 'No workflow uses `pull_request_target`, `workflow_run` or `issue_comment`',
      test: [WORKFLOWS, 'no workflow runs a pull request with the rights of the base'],
    },
    {
      attempt: 'injects text of the pull request into a script',
      stopped: 'No script contains an expression',
      test: [WORKFLOWS, 'no untrusted text is put into a script'],
    },
  ],
  'A malicious DAG': [
    {
      attempt: 'reads the secrets of the run while `check` loads it',
      stopped: 'The interpreter starts with its own environment variables',
      left: 'With `python`, DAGs run as the runner’s user and reach its network and disk; without it they run in the image',
      test: [HOSTILE_DAG, 'an interpreter of the runner loads DAGs without secrets of the run'],
    },
    {
      attempt: 'sends data away, or stays on the runner',
      stopped: 'In the image it has no network, no privileges, no writable disk and a time limit',
      left: 'It shares the kernel with the runner',
      test: [
        HOSTILE_DAG,
        'a container loads DAGs without network, capabilities, a writable disk or secrets of the run',
      ],
    },
    {
      attempt: 'replaces parts of Airflow to hide its errors',
      stopped: '`check` fails with `dag-tampers`; a separate Airflow must agree on which files are broken',
      left: 'An approved DAG can use Airflow’s connections in production: an approver has to read it',
      test: ['__tests__/real/check.test.ts', 'Airflow itself agrees on which files are broken'],
    },
  ],
};
