import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { createEcrAccount, type EcrAccount } from '../../../../sandbox/ecr/index.ts';
import { ROLE, startAwsRole } from '../../../../sandbox/stage/aws-role.ts';
import { assumeRoleOnce } from '../../../../src/registry/providers/aws-role.ts';

let account: EcrAccount;
let aws: Awaited<ReturnType<typeof startAwsRole>>;
beforeEach(async () => {
  account = createEcrAccount();
  aws = await startAwsRole({ account, environment: {} as never });
  Object.assign(process.env, aws.sts.environment);
});
afterEach(async () => {
  jest.restoreAllMocks();
  delete process.env.AWS_ENDPOINT_URL_STS;
  await aws.close();
});

/** Returns what assumes the role, and the audiences that it asked for. */
function assumer(arn = ROLE) {
  const audiences: string[] = [];
  const { ACTIONS_ID_TOKEN_REQUEST_URL: url, ACTIONS_ID_TOKEN_REQUEST_TOKEN: token } = aws.identity.environment;
  const readToken = async (audience: string) => {
    audiences.push(audience);
    const answer = await fetch(`${url}&audience=${audience}`, { headers: { authorization: `Bearer ${token}` } });
    return ((await answer.json()) as { readonly value: string }).value;
  };
  return { assume: assumeRoleOnce({ arn, session: 'flux-airflow-1', readToken }, {}), audiences };
}

test('all registries share the credentials, until five minutes before they expire', async () => {
  const { assume, audiences } = assumer();
  const [first, second] = await Promise.all([assume('eu-west-1'), assume('us-east-1')]);
  expect(second).toBe(first);
  expect([...account.accessKeys.keys()]).toContain(first.accessKeyId);
  expect(audiences).toEqual(['sts.amazonaws.com']);
  const start = Date.now();
  const now = jest.spyOn(Date, 'now').mockReturnValue(start + 54 * 60_000);
  expect(await assume('eu-west-1')).toBe(first);
  now.mockReturnValue(start + 56 * 60_000);
  expect((await assume('eu-west-1')).accessKeyId).not.toBe(first.accessKeyId);
});

test('a refusal is not kept, and names the role', async () => {
  const { assume } = assumer();
  aws.identity.settings.lifetimeS = -1;
  const refused = { kind: 'role-refused', message: expect.stringMatching(`the role ${ROLE}: ExpiredToken`) };
  await expect(assume('eu-west-1')).rejects.toMatchObject(refused);
  aws.identity.settings.lifetimeS = 300;
  expect(await assume('eu-west-1')).toMatchObject({ accessKeyId: expect.stringMatching(/^ASIA/) });
});

test('in China the token is for another audience', async () => {
  const { assume, audiences } = assumer(ROLE.replace('arn:aws:', 'arn:aws-cn:'));
  await expect(assume('cn-north-1')).rejects.toMatchObject({ kind: 'role-refused' });
  expect(audiences).toEqual(['sts.amazonaws.com.cn']);
});
