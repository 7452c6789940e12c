import type { Threats } from './threat.ts';

const E2E = '__tests__/e2e';
const WAYS = `${E2E}/merge-paths/merge-paths.ts`;
const WORKFLOWS = '__tests__/repository/workflows.test.ts';
const HOSTILE_DAG = `${E2E}/hostile-dag.test.ts`;
const ROLLBACK = `${E2E}/rollback-and-hold.test.ts`;

/** What people with an account, and the code that they bring, might try. */
export const PEOPLE: Threats = {
  'Somebody with write access to this repository': [
    {
      attempt: 'pushes straight to main, or merges without an approval',
      stopped:
        'Every commit since the deployed one must have come by a pull request that an approver, who wrote none of it, approved on its final head',
      left: 'Who may change the workflow on main can leave the step out: own `.github/` in CODEOWNERS, and let `protect` audit the rules',
      test: [`${E2E}/deploy.test.ts`, 'a merge without approval is refused'],
    },
    {
      attempt: 'makes himself an approver in the pull request that he wants approved',
      stopped: 'CODEOWNERS and the policy are read at the commit that is deployed now',
      test: [WAYS, 'a pull request that takes its own approver into CODEOWNERS'],
    },
    {
      attempt: 'approves by a second account of his own',
      stopped: 'Whoever had a hand in one of the commits does not count',
      left: 'A second account that is an approver and leaves no trace in the commits: name people whom you know',
      test: [WAYS, 'approved by the author’s second account, which had a hand in a commit'],
    },
    {
      attempt: 'hides a change of his own in a merge of the base',
      stopped: 'A merge is clean only if it brings the very files, with the very contents, of its second parent',
      left: 'GitHub’s comparison has no modes: a file that the base brought may get another executable bit, of which Airflow takes no notice, or become a link, which leads nowhere',
      test: [
        '__tests__/unit/github/repository/commit.test.ts',
        'a merge that brings what its second parent changed is clean',
      ],
    },
    {
      attempt: 'starts the deployment of a commit that brings code of its own for the pipeline',
      stopped:
        '`deploy.yaml` takes the action from main and the commit into a folder beside it; nothing of it is executed before its proof',
      left: 'Steps before the action run with the rights of the job: keep them few',
      test: ['__tests__/real/deploy-workflow.test.ts', 'an older commit that is asked for is deployed, by the action'],
    },
    {
      attempt: 'takes the secrets by a workflow on a branch of his own',
      stopped: 'The secrets are in an environment, which admits main alone; so is trust of the cloud',
      left: 'The setting itself: `protect` reports an environment that admits more',
      test: [WORKFLOWS, 'a job with a secret or a role in the cloud runs in an environment'],
    },
    {
      attempt: 'rolls back to an old hole, or lifts a hold',
      stopped: 'Only approvers of what is deployed, and whom `operators` names',
      test: [ROLLBACK, 'only an approver rolls back and resumes'],
    },
    {
      attempt: 'calls it an emergency',
      stopped: 'Only an approver of these very files may, by hand, with an issue as a mark',
      left: 'An approver in an emergency is believed',
      test: [`${E2E}/break-glass.test.ts`, '%s deploys nothing without proof'],
    },
    {
      attempt: 'writes a title or a headline that is a command, a trailer, a picture or a link',
      stopped: 'No shell is started; titles stay in a line of their own; summaries show them as they are written',
      test: [`${E2E}/error-messages.test.ts`, 'the headline of a commit is shown as it is written'],
    },
    {
      attempt: 'commits a secret, which the image would show to everybody who can pull it',
      stopped: 'What looks like one stops the deployment at its line, before anything is uploaded',
      left: 'It stays in git’s history: make it invalid',
      test: [`${E2E}/secrets.test.ts`, 'a secret in a DAG stops the deployment'],
    },
  ],
  'Somebody outside, by a pull request from a fork': [
    {
      attempt: 'lets its workflow print the secrets',
      stopped: 'The jobs of pull requests meet no secret, no environment, and no token that deploys',
      left: 'They run code of strangers on the runner: no runners of your own for them',
      test: [WORKFLOWS, 'a job of a pull request meets no secret'],
    },
    {
      attempt: 'gets it run with the rights of the base',
      stopped: '`pull_request_target`, `workflow_run` and `issue_comment` are not used',
      test: [WORKFLOWS, 'no workflow runs a pull request with the rights of the base'],
    },
    {
      attempt: 'puts text of the pull request into a script',
      stopped: 'No script has an expression in it',
      test: [WORKFLOWS, 'no text that others write is put into a script'],
    },
  ],
  'A malicious DAG': [
    {
      attempt: 'reads the secrets of the run while `check` loads it',
      stopped: 'The interpreter is started with an environment of its own',
      left: 'With `python`, DAGs run as the user of the runner and reach its network and disk; without it they run in the image',
      test: [HOSTILE_DAG, 'an interpreter of the runner loads the DAGs without any secret'],
    },
    {
      attempt: 'sends away what it finds, or stays on the runner',
      stopped: 'In the image it has no network, no rights, no disk to write on, and an end',
      left: 'The kernel that it shares with the runner',
      test: [HOSTILE_DAG, 'a container loads the DAGs without network'],
    },
    {
      attempt: 'replaces parts of Airflow, so that its faults are not seen',
      stopped: 'It is red as `dag-tampers`; another Airflow must agree on which files are broken',
      left: 'What an approved DAG does in production, with Airflow’s own connections: an approver has to read it',
      test: ['__tests__/real/check.test.ts', 'Airflow itself agrees on which files are broken'],
    },
  ],
};
