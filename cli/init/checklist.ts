import { type Answers, shortName } from './answers.ts';

export const SETUP = 'flux-airflow-setup';

/** Returns the steps that only a person can do, with links and commands. */
export function renderChecklist(answers: Answers): string {
  const steps = [review, environment, app, aws, gitopsFiles, merge, ruleset, firstDeployment];
  const numbered = steps.map((step, index) => {
    const [first = '', ...rest] = step(answers);
    return [`${index + 1}. ${first}`, ...rest.map((line) => `   ${line}`)].join('\n');
  });
  const tutorial = docs(answers, 'tutorial/first-deployment.md');
  const head = `Written by \`flux-airflow init\`. Follow the steps in this order, then delete this folder. [The tutorial](${tutorial}) explains them.`;
  return `${[`# Setup of ${answers.repository}`, head, numbered.join('\n')].join('\n\n')}\n`;
}

type Step = (answers: Answers) => readonly string[];

const review: Step = (answers) => [
  '**Review** the files in `.github/`, and CODEOWNERS, which says who approves.',
  `A team in CODEOWNERS needs write access to the repository: ${hub(answers)}/settings/access`,
];

const environment: Step = (answers) => [
  `**Environment.** Create \`production\`, and let only \`main\` deploy to it: ${hub(answers)}/settings/environments/new`,
];

const app: Step = (answers) => {
  const { repository, gitops, appId } = answers;
  const set = (name: string) => `gh variable set ${name} --repo ${repository} --body <client ID>`;
  const variables =
    appId === undefined ? [set('GITOPS_APP_ID'), `${set('MEMBERS_APP_ID')} # only if teams approve`] : [];
  return [
    `**GitHub App**, which writes to ${gitops}. This link fills in the form: ${appLink(answers)}`,
    `Create the App, and install it on ${gitops} only. Generate a private key, store it, and delete the file:`,
    ...shell(`gh secret set GITOPS_APP_KEY --repo ${repository} --env production <app.private-key.pem`, ...variables),
  ];
};

const aws: Step = (answers) => {
  const { image, account, region, awsRole, repository } = answers;
  const role = awsRole.split('/').at(-1);
  const policy = (name: string) => `file://${SETUP}/${name}.json`;
  return [
    '**AWS.** Create the repository of the image, and the role that only the deployment can use:',
    ...shell(
      `aws ecr create-repository --region ${region} --repository-name ${image.slice(image.indexOf('/') + 1)} --image-tag-mutability IMMUTABLE --image-scanning-configuration scanOnPush=true`,
      `aws iam create-role --role-name ${role} --assume-role-policy-document ${policy('trust')}`,
      `aws iam put-role-policy --role-name ${role} --policy-name push --policy-document ${policy('permissions')}`,
    ),
    `Account ${account} needs GitHub’s identity provider once: https://console.aws.amazon.com/iam/home#/identity_providers ([how](${docs(answers, 'how-to/aws.md')}))`,
    `Compare \`sub\` in trust.json with \`gh api repos/${repository}/actions/oidc/customization/sub --jq .sub_claim_prefix\`: newer repositories have IDs in it.`,
  ];
};

const gitopsFiles: Step = ({ gitops, valuesFile }) => [
  `**GitOps.** Add the keys of \`${SETUP}/values.yaml\` to \`${valuesFile}\`: https://github.com/${gitops}/edit/HEAD/${valuesFile}`,
  `For a new Airflow, \`${SETUP}/application.yaml\` is an Argo CD Application.`,
];

const merge: Step = () => [
  '**Merge** CODEOWNERS and the policy first. Then merge the workflows by a pull request that an owner approves. Leave this folder out.',
];

const ruleset: Step = (answers) => [
  `**Protect \`main\`** with the ruleset of the policy, which is then in ${hub(answers)}/settings/rules`,
  ...shell(`gh api --method POST repos/${answers.repository}/rulesets --input ${SETUP}/ruleset.json`),
];

const firstDeployment: Step = (answers) => [
  `**First deployment.** An empty tag that was never set needs nothing. Over a tag that another pipeline set, confirm it once: ${hub(answers)}/actions/workflows/deploy.yaml`,
  ...shell(`gh workflow run deploy.yaml --repo ${answers.repository} --ref main --field allow-unknown-deployed=true`),
];

function hub({ repository }: Answers): string {
  return `https://github.com/${repository}`;
}

function docs({ release }: Answers, path: string): string {
  return `https://github.com/flux-data/flux-airflow/blob/${release}/docs/${path}`;
}

function shell(...commands: readonly string[]): string[] {
  return ['```sh', ...commands, '```'];
}

/** https://docs.github.com/apps/sharing-github-apps/registering-a-github-app-using-url-parameters */
function appLink(answers: Answers): string {
  const [organisation = ''] = answers.repository.split('/');
  const parameters = new URLSearchParams({
    name: `${shortName(answers)}-deployer`,
    url: `https://github.com/${answers.repository}`,
    public: 'false',
    webhook_active: 'false',
    contents: 'write',
    members: 'read',
  });
  return `https://github.com/organizations/${organisation}/settings/apps/new?${parameters}`;
}
