import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { mergeDag } from '../../demo/pull-request.ts';
import { ROLE, SUBJECT, startAwsRole } from '../../sandbox/stage/aws-role.ts';
import { type Stage, startStage } from '../../sandbox/stage/stage.ts';
import type { StsOptions } from '../../sandbox/sts/index.ts';

let stage: Stage;
let aws: Awaited<ReturnType<typeof startAwsRole>>;
beforeEach(async () => {
  stage = await startStage();
});
afterEach(async () => {
  await aws.close();
  await stage.close();
});

const ASSUME = 'AssumeRoleWithWebIdentity';

async function start(options: Partial<StsOptions> = {}): Promise<void> {
  aws = await startAwsRole(stage, options);
}

async function run(environment: Record<string, string> = {}, inputs: Record<string, string> = {}) {
  return stage.run(await mergeDag(stage, 'orders'), {
    inputs: { ...aws.inputs, ...inputs },
    environment: { ...aws.environment, ...environment },
  });
}

test('a deployment assumes the role once, with a token for AWS alone, and shows no credential', async () => {
  await start();
  const result = await run({ RUNNER_DEBUG: '1', GITHUB_RUN_ID: '4711' });
  expect(result).toHaveDeployed();
  expect(aws.sts.service.calls.map(({ route, status }) => [route, status])).toEqual([[ASSUME, 200]]);
  expect(aws.identity.service.calls.map(({ path }) => path)).toEqual([
    '/token?api-version=2.0&audience=sts.amazonaws.com',
  ]);
  const [, assumed] = [...stage.account.accessKeys.values()];
  expect(assumed?.arn).toBe('arn:aws:sts::123456789012:assumed-role/flux-airflow-deploy/flux-airflow-4711');
  const shown = [result.log.join('\n'), result.summary, JSON.stringify(result.annotations)].join('\n');
  const secrets = [
    assumed?.secretAccessKey,
    assumed?.sessionToken,
    ...aws.identity.issued,
    ...[...stage.account.tokens.keys()].slice(-1),
  ];
  for (const secret of secrets) expect(shown).not.toContain(secret);
  for (const secret of secrets) expect(result.raw).toContain(`::add-mask::${secret}`);
});

test('build and push assume the role too', async () => {
  await start();
  const commit = await mergeDag(stage, 'orders');
  const shared = { ...aws.inputs, image: stage.deployInputs().image ?? '', 'registry-mirror': stage.mirror.host };
  const { environment } = aws;
  const { 'registry-mirror': _, ...pushed } = shared;
  const built = await stage.run(commit, { entry: 'build', inputs: shared, environment });
  expect(built).toHaveSucceeded();
  const layout = built.outputs.layout ?? '';
  expect(await stage.run(commit, { entry: 'push', inputs: { ...pushed, layout }, environment })).toHaveEndedWith(
    'pushed',
  );
});

test('the role takes precedence over credentials of the environment', async () => {
  await start();
  expect(await run({ AWS_ACCESS_KEY_ID: 'AKIAOTHER', AWS_SECRET_ACCESS_KEY: 'other' })).toHaveDeployed();
});

const trusted = { arn: ROLE, audience: 'sts.amazonaws.com', subject: SUBJECT };

test.each<[string, Partial<StsOptions>, string]>([
  [
    'another environment',
    { roles: [{ ...trusted, subject: `${SUBJECT}-2` }] },
    'AccessDenied: Not authorized to perform sts:AssumeRoleWithWebIdentity',
  ],
  ['another audience', { audiences: ['https://github.com/flux-data'] }, 'Incorrect token audience'],
  ['no role of that name', { roles: [] }, 'AccessDenied'],
])('%s is refused at the first answer, before anything is written', async (_, options, words) => {
  await start(options);
  const before = stage.registry.service.calls.length;
  const result = await run();
  expect(result).toHaveFailedWith('aws-role', { summary: words });
  expect(aws.sts.service.calls.every(({ status }) => status < 500)).toBe(true);
  // A call without credentials opens the connections for uploads.
  expect(stage.registry.service.calls.slice(before).filter(({ path }) => path !== '/v2/')).toEqual([]);
  expect(aws.sts.service.calls).toHaveLength(1);
});

test('an expired token of the job is refused with AWS’s words', async () => {
  await start();
  aws.identity.settings.lifetimeS = -1;
  expect(await run()).toHaveFailedWith('aws-role', { summary: 'ExpiredTokenException: Token expired' });
});

test('a job without id-token: write fails with the permission that it lacks', async () => {
  await start();
  const result = await run({ ACTIONS_ID_TOKEN_REQUEST_URL: '', ACTIONS_ID_TOKEN_REQUEST_TOKEN: '' });
  expect(result).toHaveFailedWith('aws-credentials', { summary: 'id-token: write' });
  expect(aws.sts.service.calls).toEqual([]);
});

test('a text that is not the ARN of a role is rejected', async () => {
  await start();
  expect(await run({}, { 'aws-role': 'flux-airflow-deploy' })).toHaveFailedWith('aws-role', {
    summary: 'not the ARN of a role',
  });
});

test('outages of the token service and of STS are retried', async () => {
  await start();
  aws.identity.service.faults.plan({ route: 'GET /token', nth: 1, fault: { status: 503 } });
  aws.sts.service.faults.plan({ route: ASSUME, nth: 1, fault: { status: 503 } });
  aws.sts.service.faults.plan({ route: ASSUME, nth: 2, fault: 'reset' });
  expect(await run()).toHaveDeployed();
  expect(aws.sts.service.calls).toHaveLength(3);
});

test('an outage that lasts is an outage, not a refusal', async () => {
  await start();
  for (let nth = 1; nth < 60; nth += 1) aws.sts.service.faults.plan({ route: ASSUME, nth, fault: { status: 500 } });
  expect(await run()).toHaveFailedWith('service-unavailable', { summary: 'AWS STS' });
});
