import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { isEcr } from '../../src/registry/providers/ecr.ts';
import { PACKAGE } from '../package-folder.ts';

type Inputs = Readonly<Record<string, string>>;

/** What `try` cannot know. */
const GITOPS_REPOSITORY = { 'gitops-repository': 'your-organisation/your-gitops-repository' };
const PERMISSIONS = { contents: 'read', deployments: 'write', 'pull-requests': 'write', issues: 'write' };

/** Returns the workflow that deploys a repository with these inputs. */
export function renderWorkflow(inputs: Inputs): string {
  const { version } = JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8')) as { version: string };
  const deploy = isEcr(inputs.image?.split('/', 1)[0] ?? '')
    ? callWorkflow(inputs, version)
    : useAction(inputs, version);
  const workflow = { name: 'deploy', on: { push: { branches: ['main'] } }, permissions: {}, jobs: { deploy } };
  return stringify(workflow, { lineWidth: 0 });
}

/** The reusable workflow takes a role in AWS, and makes the token of the GitHub App. */
function callWorkflow(inputs: Inputs, version: string): object {
  const services = {
    'aws-role': 'arn:aws:iam::123456789012:role/airflow-deployer',
    ...GITOPS_REPOSITORY,
    'gitops-app-id': '<client ID of your GitHub App>',
  };
  return {
    uses: `flux-data/flux-airflow/.github/workflows/reusable-deploy.yaml@v${version}`,
    permissions: { ...PERMISSIONS, 'id-token': 'write' },
    with: { ...inputs, ...services },
    secrets: { GITOPS_APP_KEY: expression('secrets.GITOPS_APP_KEY') },
  };
}

/** Any other registry takes a user name and a password. */
function useAction(inputs: Inputs, version: string): object {
  const services = {
    'registry-username': '<user name>',
    'registry-password': expression('secrets.REGISTRY_PASSWORD'),
    ...GITOPS_REPOSITORY,
    'gitops-token': expression('secrets.GITOPS_TOKEN'),
  };
  const checkout = { uses: 'actions/checkout@v7', with: { 'fetch-depth': 2, 'persist-credentials': false } };
  return {
    'runs-on': 'ubuntu-24.04',
    environment: 'production',
    permissions: PERMISSIONS,
    steps: [checkout, { uses: `flux-data/flux-airflow@v${version}`, with: { ...inputs, ...services } }],
  };
}

function expression(text: string): string {
  return `$\{{ ${text} }}`;
}
