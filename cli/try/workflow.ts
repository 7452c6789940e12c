import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { PACKAGE } from '../package-folder.ts';

/** The inputs that `try` cannot know. */
const OF_SERVICES = {
  'aws-role': 'arn:aws:iam::123456789012:role/airflow-deployer',
  'aws-region': 'eu-west-1',
  'gitops-repository': 'your-organisation/your-gitops-repository',
  'gitops-app-id': '<client ID of your GitHub App>',
};

/** Returns the workflow that deploys a repository with these inputs. */
export function renderWorkflow(inputs: Readonly<Record<string, string>>): string {
  const { version } = JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8')) as { version: string };
  const call = `flux-data/flux-airflow/.github/workflows/reusable-deploy.yaml@v${version}`;
  const permissions = {
    contents: 'read',
    deployments: 'write',
    'pull-requests': 'write',
    issues: 'write',
    'id-token': 'write',
  };
  const secrets = { GITOPS_APP_KEY: '$' + '{{ secrets.GITOPS_APP_KEY }}' };
  const deploy = { uses: call, permissions, with: { ...inputs, ...OF_SERVICES }, secrets };
  const workflow = { name: 'deploy', on: { push: { branches: ['main'] } }, permissions: {}, jobs: { deploy } };
  return stringify(workflow, { lineWidth: 0 });
}
