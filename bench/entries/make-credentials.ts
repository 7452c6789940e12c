/**
 * Makes one of the credentials of a job, as a step of its own: `aws` assumes a role with the job's OpenID Connect token,
 * `app` makes and revokes the token of a GitHub App.
 */
import { getIDToken } from '@actions/core';
import { InstallationToken } from '../../src/github/app/installation-token.ts';
import { assumeRoleOnce } from '../../src/registry/providers/aws-role.ts';

const { KIND, ROLE = '', APP_ID = '', APP_KEY = '', REPOSITORY = '' } = process.env;

if (KIND === 'aws') {
  await assumeRoleOnce({ arn: ROLE, session: 'bench', readToken: getIDToken }, process.env)('eu-west-1');
} else {
  const token = new InstallationToken({
    app: { appId: APP_ID, privateKey: APP_KEY },
    appInput: 'client-id',
    scope: { repository: REPOSITORY },
    permissions: { contents: 'write' },
  });
  await token.current();
  await token.revoke();
}
