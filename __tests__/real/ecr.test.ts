import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import {
  CreateRepositoryCommand,
  DescribeRepositoriesCommand,
  ECRClient,
  GetAuthorizationTokenCommand,
} from '@aws-sdk/client-ecr';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createEcrAccount, type EcrAccount, type EcrApi, startEcr } from '../../sandbox/ecr/index.ts';
import { PLAIN_MACHINE } from '../../src/registry/machine.ts';
import { ecrCredentials } from '../../src/registry/providers/ecr.ts';
import { translate } from '../../src/translate/translate.ts';
import { ECR_CALLS, type EcrCall, type EcrResult } from './parts/ecr-calls.ts';
import { describeWith } from './parts/find-part.ts';
import { startMoto } from './parts/moto.ts';

const HOST = '123456789012.dkr.ecr.eu-west-1.amazonaws.com';

let account: EcrAccount;
let ours: EcrApi;

beforeEach(async () => {
  account = createEcrAccount({ repositories: ['flux-airflow'] });
  ours = await startEcr({ account });
  Object.assign(process.env, account.credentials);
});
afterEach(async () => {
  await ours.close();
  for (const name of ['AWS_ENDPOINT_URL', ...Object.keys(account.credentials)]) delete process.env[name];
});

function client(endpoint: string): ECRClient {
  return new ECRClient({ endpoint, region: 'eu-west-1', maxAttempts: 1 });
}

/** Returns fields of the response, or the error's name. */
async function answerOf(ecr: ECRClient, { send }: EcrCall): Promise<EcrResult> {
  try {
    return { ...(await send(ecr)) };
  } catch (error) {
    return error instanceof Error ? error.name : String(error);
  }
}

describeWith(['moto'], 'our ECR code with moto and with the sandbox', ({ moto = '' }) => {
  test('both return a registry password, and reject the same requests', async () => {
    const theirs = await startMoto(moto);
    try {
      for (const { url } of [theirs, ours]) {
        process.env.AWS_ENDPOINT_URL = url;
        const { username, password } = await ecrCredentials(HOST, PLAIN_MACHINE);
        expect([url, username, password.length > 0]).toEqual([url, 'AWS', true]);
        const ecr = client(url);
        const created = await ecr.send(
          new CreateRepositoryCommand({ repositoryName: 'elite-airflow', imageTagMutability: 'IMMUTABLE' }),
        );
        expect(created.repository).toMatchObject({ repositoryName: 'elite-airflow', imageTagMutability: 'IMMUTABLE' });
        await expect(ecr.send(new CreateRepositoryCommand({ repositoryName: 'elite-airflow' }))).rejects.toMatchObject({
          name: 'RepositoryAlreadyExistsException',
        });
        await expect(ecr.send(new DescribeRepositoriesCommand({ repositoryNames: ['missing'] }))).rejects.toMatchObject(
          {
            name: 'RepositoryNotFoundException',
          },
        );
        ecr.destroy();
      }
    } finally {
      await theirs.close();
    }
  });

  test('both give the same responses, except where moto differs from AWS’s model', async () => {
    const theirs = await startMoto(moto);
    const clients = [client(ours.url), client(theirs.url)] as const;
    account.repositories.delete('flux-airflow');
    try {
      for (const call of ECR_CALLS) {
        const [mine, motos] = await Promise.all(clients.map((ecr) => answerOf(ecr, call)));
        expect([call.what, mine]).toMatchObject([call.what, call.answer]);
        expect([call.what, motos]).toMatchObject([call.what, call.moto?.answer ?? call.answer]);
        if (call.moto !== undefined) expect([call.what, motos]).not.toMatchObject([call.what, call.answer]);
      }
    } finally {
      for (const ecr of clients) ecr.destroy();
      await theirs.close();
    }
  });

  // AWS’s model: AuthorizationData.expiresAt is 12 hours from now. Moto’s tokens expired in 2015.
  test('a token is valid for twelve hours', async () => {
    const theirs = await startMoto(moto);
    const hours = async (url: string) => {
      const ecr = client(url);
      const { authorizationData } = await ecr.send(new GetAuthorizationTokenCommand({}));
      ecr.destroy();
      return ((authorizationData?.[0]?.expiresAt?.getTime() ?? Number.NaN) - Date.now()) / 3_600_000;
    };
    try {
      expect(await hours(ours.url)).toBeCloseTo(12, 1);
      expect(await hours(theirs.url)).toBeLessThan(0);
    } finally {
      await theirs.close();
    }
  });

  // Moto does not check signatures or rights. The expected errors are from AWS’s model.
  test('the sandbox distinguishes a key without the right from an unknown key', async () => {
    process.env.AWS_ENDPOINT_URL = ours.url;
    process.env.AWS_ACCESS_KEY_ID = 'AKIAUNKNOWN000000000';
    const refused = ecrCredentials(HOST, PLAIN_MACHINE).catch((error) => Promise.reject(translate(error)));
    await expect(refused).rejects.toMatchObject({
      code: 'ecr-denied',
      message: expect.stringContaining('UnrecognizedClientException'),
    });
  });
});

describeWith(['awscli'], 'the sandbox’s ECR API with the AWS CLI', ({ awscli = '' }) => {
  const aws = async (...args: string[]) => {
    const env = {
      PATH: process.env.PATH,
      HOME: '/nonexistent',
      AWS_ENDPOINT_URL: ours.url,
      AWS_DEFAULT_REGION: 'eu-west-1',
      AWS_PAGER: '',
      ...account.credentials,
    };
    return (await promisify(execFile)(awscli, ['ecr', ...args, '--output', 'json'], { env })).stdout;
  };

  test('describe-repositories and get-login-password', async () => {
    const { repositories } = JSON.parse(await aws('describe-repositories'));
    expect(repositories).toMatchObject([{ repositoryName: 'flux-airflow', registryId: '123456789012' }]);
    const password = (await aws('get-login-password')).trim();
    expect([...account.tokens.keys()]).toContain(password);
    await expect(aws('describe-repositories', '--repository-names', 'missing')).rejects.toThrow(
      /RepositoryNotFoundException/,
    );
  });
});
